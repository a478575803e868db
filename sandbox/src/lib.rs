use rustpython::InterpreterBuilderExt;
use rustpython::vm::{self, AsObject, Interpreter, InterpreterBuilder, Settings, compiler::Mode};
use std::cell::UnsafeCell;

struct Slot(UnsafeCell<Option<Interpreter>>);
unsafe impl Sync for Slot {}
static INTERP: Slot = Slot(UnsafeCell::new(None));

const PRELUDE: &str = include_str!("../lib/prelude.py");

fn interp() -> &'static Interpreter {
    unsafe { (*INTERP.0.get()).as_ref().expect("no interpreter") }
}

#[unsafe(export_name = "wizer-initialize")]
pub extern "C" fn init() {
    let mut s = Settings::default();
    s.hash_seed = Some(0);
    s.install_signal_handlers = false;
    s.write_bytecode = false;
    s.isolated = true;
    s.ignore_environment = true;
    s.safe_path = true;
    s.user_site_directory = false;
    s.import_site = false;
    s.argv = vec!["main.py".into()];
    let it = InterpreterBuilder::new().settings(s).init_stdlib().interpreter();
    unsafe { *INTERP.0.get() = Some(it) };
    let rc = exec(PRELUDE, "<prelude>");
    if rc != 0 {
        std::process::abort();
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn buf(len: u32) -> *mut u8 {
    let mut v = Vec::<u8>::with_capacity(len as usize);
    let p = v.as_mut_ptr();
    std::mem::forget(v);
    p
}

#[unsafe(no_mangle)]
pub extern "C" fn run(ptr: *const u8, len: u32) -> i32 {
    let src = unsafe { std::slice::from_raw_parts(ptr, len as usize) };
    let Ok(src) = std::str::from_utf8(src) else { return 3 };
    exec(src, "main.py")
}

fn exec(src: &str, name: &str) -> i32 {
    interp().enter(|vm| {
        let r = (|| -> vm::PyResult<()> {
            let scope = vm.new_scope_with_main()?;
            let code = vm
                .compile(src, Mode::Exec, name)
                .map_err(|e| e.into_pyexception(vm, Some(src)))?;
            let r = vm.run_code_obj(code, scope);
            if name == "main.py" {
                if let Err(ref e) = r { if !e.fast_isinstance(vm.ctx.exceptions.system_exit) { vm.print_exception(e); } }
                if let Ok(th) = vm.import("threading", 0) { let _ = vm.call_method(&th, "_shutdown", ())?; }
            }
            r?;
            Ok(())
        })();
        let rc = match r {
            Ok(()) => 0,
            Err(e) => {
                if e.fast_isinstance(vm.ctx.exceptions.system_exit) {
                    2
                } else {
                    if name != "main.py" { vm.print_exception(&e); }
                    1
                }
            }
        };
        for n in ["stdout", "stderr"] {
            if let Ok(o) = vm.sys_module.get_attr(n, vm) {
                let _ = vm.call_method(o.as_object(), "flush", ());
            }
        }
        rc
    })
}

#[cfg(feature = "szalloc")]
mod sz {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    use core::ptr::null_mut;
    const NCLS: usize = 33;
    const CHUNK: usize = 64 << 10;
    pub struct Sz { free: [AtomicPtr<u8>; NCLS], cur: AtomicPtr<u8>, end: AtomicPtr<u8> }
    impl Sz { pub const fn new() -> Sz { Sz { free: [const { AtomicPtr::new(null_mut()) }; NCLS], cur: AtomicPtr::new(null_mut()), end: AtomicPtr::new(null_mut()) } } }
    // pop/push/bump: no loop, no call inside, never inlined: the host preempts only at function entry / loop head
    #[inline(never)] unsafe fn pop(z: &Sz, c: usize) -> *mut u8 { unsafe { let p = z.free[c].load(Relaxed); if !p.is_null() { z.free[c].store(*(p as *mut *mut u8), Relaxed); return p }
        let q = z.cur.load(Relaxed); let n = c * 16; if (z.end.load(Relaxed) as usize) - (q as usize) < n { return null_mut() } z.cur.store(q.add(n), Relaxed); q } }
    #[inline(never)] unsafe fn push(z: &Sz, c: usize, p: *mut u8) { unsafe { *(p as *mut *mut u8) = z.free[c].load(Relaxed); z.free[c].store(p, Relaxed); } }
    #[inline(never)] unsafe fn chunk(z: &Sz, p: *mut u8) { unsafe { z.cur.store(p, Relaxed); z.end.store(p.add(CHUNK), Relaxed); } }
    #[cold] #[inline(never)] unsafe fn refill(z: &Sz, c: usize) -> *mut u8 { unsafe { loop {
        let p = System.alloc(Layout::from_size_align_unchecked(CHUNK, 16)); if p.is_null() { return p }
        chunk(z, p); let r = pop(z, c); if !r.is_null() { return r } } } }
    unsafe impl GlobalAlloc for Sz {
        #[inline] unsafe fn alloc(&self, l: Layout) -> *mut u8 { unsafe {
            if l.size() > 512 || l.align() > 16 { return System.alloc(l) }
            let c = (l.size() + 15) >> 4; let p = pop(self, c); if p.is_null() { refill(self, c) } else { p } } }
        #[inline] unsafe fn dealloc(&self, p: *mut u8, l: Layout) { unsafe {
            if l.size() > 512 || l.align() > 16 { return System.dealloc(p, l) } push(self, (l.size() + 15) >> 4, p) } }
        #[inline] unsafe fn realloc(&self, p: *mut u8, l: Layout, n: usize) -> *mut u8 { unsafe {
            if l.size() > 512 && n > 512 && l.align() <= 16 { return System.realloc(p, l, n) }
            if l.size() <= 512 && n <= 512 && l.align() <= 16 && (l.size() + 15) >> 4 == (n + 15) >> 4 { return p }
            let q = self.alloc(Layout::from_size_align_unchecked(n, l.align()));
            if !q.is_null() { core::ptr::copy_nonoverlapping(p, q, l.size().min(n)); self.dealloc(p, l); }
            q } }
    }
}
#[cfg(feature = "szalloc")]
#[global_allocator]
static GLOBAL: sz::Sz = sz::Sz::new();
unsafe extern "C" { fn __wasm_call_ctors(); fn __wasi_init_tp(); }
#[unsafe(no_mangle)]
pub extern "C" fn _initialize() { unsafe { __wasi_init_tp(); __wasm_call_ctors() } }
