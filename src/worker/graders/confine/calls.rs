//! The filter of system calls (seccomp).
//!
//! A list of what is refused, by family, rather than of what is allowed: the libc, the standard library and Wasmtime may
//! use another harmless call tomorrow, and a grade must not break over it. What such a list lets slip, calls that are
//! newer than it, is refused as a whole by number. A refused call fails with EPERM, as any caller is prepared for.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

/// The newest call that the list below was made with; numbers have been the same on all processors for long. On x86-64
/// this ends the calls of the x32 ABI too, whose numbers begin far above.
const NEWEST: c_long = libc::SYS_futex_waitv;

/// Refused whatever the arguments.
const REFUSED: &[&[c_long]] = &[
    // The network, and sockets of any kind.
    &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_recvfrom,
        libc::SYS_recvmsg,
        libc::SYS_recvmmsg,
    ],
    // Programs; other processes, their memory and their descriptors.
    &[
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_getfd,
        libc::SYS_pidfd_send_signal,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_process_madvise,
        libc::SYS_process_mrelease,
        libc::SYS_kcmp,
        libc::SYS_setpgid,
        libc::SYS_setsid,
    ],
    // Changes to files by name; names without paths.
    &[
        libc::SYS_openat2,
        libc::SYS_open_by_handle_at,
        libc::SYS_name_to_handle_at,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
        libc::SYS_inotify_init1,
        libc::SYS_fanotify_init,
    ],
    // Shared memory and queues that other processes see.
    &[
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_semget,
        libc::SYS_msgget,
        libc::SYS_mq_open,
    ],
    // Mounts, roots, namespaces.
    &[
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_open_tree,
        libc::SYS_move_mount,
        libc::SYS_fsopen,
        libc::SYS_fsconfig,
        libc::SYS_fsmount,
        libc::SYS_fspick,
        libc::SYS_mount_setattr,
        libc::SYS_quotactl,
        libc::SYS_quotactl_fd,
    ],
    // Who this process is, and keys.
    &[
        libc::SYS_setuid,
        libc::SYS_setgid,
        libc::SYS_setreuid,
        libc::SYS_setregid,
        libc::SYS_setresuid,
        libc::SYS_setresgid,
        libc::SYS_setfsuid,
        libc::SYS_setfsgid,
        libc::SYS_setgroups,
        libc::SYS_capset,
        libc::SYS_personality,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
    ],
    // Ways into the kernel that are wide or not filtered themselves, and the machine as a whole.
    &[
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_kexec_file_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_acct,
        libc::SYS_syslog,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_clock_adjtime,
        libc::SYS_adjtimex,
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
    ],
];

/// The older forms, which only x86-64 still has.
#[cfg(target_arch = "x86_64")]
const OLDER: &[c_long] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_creat,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_renameat,
    libc::SYS_link,
    libc::SYS_symlink,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_mknod,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_inotify_init,
    libc::SYS_setrlimit,
    libc::SYS_uselib,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_modify_ldt,
    libc::SYS__sysctl,
];
/// renameat and setrlimit, which the libc crate doesn't name here.
#[cfg(target_arch = "aarch64")]
const OLDER: &[c_long] = &[38, 164];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const OLDER: &[c_long] = &[];

/// Refuses the calls from here on, to all threads. Can't be undone.
pub fn refuse() -> anyhow::Result<()> {
    let program = program()?;
    seccompiler::apply_filter_all_threads(&program)?;
    Ok(())
}

fn program() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<c_long, Vec<SeccompRule>> = REFUSED
        .iter()
        .flat_map(|family| *family)
        .chain(OLDER)
        .map(|&call| (call, Vec::new()))
        .collect();
    rules.extend(by_argument()?);
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM as u32),
        arch,
    )?;
    let mut program = unknown_calls();
    program.extend(BpfProgram::try_from(filter)?);
    Ok(program)
}

/// Calls that are refused only with some arguments: any one rule of a call that holds refuses it.
fn by_argument() -> Result<BTreeMap<c_long, Vec<SeccompRule>>, seccompiler::BackendError> {
    use SeccompCmpArgLen::{Dword, Qword};
    use SeccompCmpOp::{Eq, MaskedEq, Ne};
    let rule = |argument, length, op, value: u64| {
        let condition = SeccompCondition::new(argument, length, op, value)?;
        SeccompRule::new(vec![condition])
    };
    // Of an `int` the kernel looks at the low half alone, so nothing may hide in the high one.
    let bits = |argument, mask: i32, value: i32| {
        let mask = MaskedEq(u64::from(mask as u32));
        rule(argument, Dword, mask, u64::from(value as u32))
    };
    let opening = |flags| {
        Ok(vec![
            bits(flags, libc::O_ACCMODE, libc::O_WRONLY)?,
            bits(flags, libc::O_ACCMODE, libc::O_RDWR)?,
            bits(flags, libc::O_ACCMODE, libc::O_ACCMODE)?,
            bits(flags, libc::O_CREAT, libc::O_CREAT)?,
            bits(flags, libc::O_TRUNC, libc::O_TRUNC)?,
        ])
    };
    // All of the guest's code was mapped when the sandbox was opened.
    let executable = || Ok(vec![bits(2, libc::PROT_EXEC, libc::PROT_EXEC)?]);
    Ok(BTreeMap::from([
        #[cfg(target_arch = "x86_64")]
        (libc::SYS_open, opening(1)?),
        (libc::SYS_openat, opening(2)?),
        (libc::SYS_mmap, executable()?),
        (libc::SYS_mprotect, executable()?),
        (libc::SYS_pkey_mprotect, executable()?),
        // Threads, not processes.
        (libc::SYS_clone, vec![bits(0, libc::CLONE_THREAD, 0)?]),
        // A thread may end itself (abort does), not another process.
        (
            libc::SYS_tgkill,
            vec![rule(0, Dword, Ne, u64::from(std::process::id()))?],
        ),
        // Its own limits may be read.
        (
            libc::SYS_prlimit64,
            vec![rule(0, Dword, Ne, 0)?, rule(2, Qword, Ne, 0)?],
        ),
        // Typing into a terminal that standard error may be.
        (
            libc::SYS_ioctl,
            vec![
                rule(1, Dword, Eq, libc::TIOCSTI)?,
                rule(1, Dword, Eq, libc::TIOCLINUX)?,
            ],
        ),
    ]))
}

/// The beginning of the program: a call newer than the list doesn't exist here, as on an older kernel; nor does clone3,
/// whose flags a filter can't read, and for which the libc then takes clone.
fn unknown_calls() -> BpfProgram {
    let instruction = |code: u32, jt, jf, k| sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    };
    vec![
        // The number is the first word of what a filter is told.
        instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        instruction(
            libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K,
            1,
            0,
            libc::SYS_clone3 as u32,
        ),
        instruction(
            libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K,
            0,
            1,
            NEWEST as u32,
        ),
        instruction(
            libc::BPF_RET | libc::BPF_K,
            0,
            0,
            libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32,
        ),
    ]
}
