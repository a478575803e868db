//! The guest of viva: RustPython and the few calls by which the host runs it.
//!
//! One image of it serves both roles: *judge* and *answer* differ only in what the host enters them with. Everything that is not the
//! interpreter or the boundary's serializer is Python, in `lib/`, and comes with [`boot`].
//!
//! The host (`src/sandbox` of viva) hands bytes over through an inbox: an export is called with the number of bytes that
//! [`host::take`] then fetches.

mod exchange;
mod hashes;
mod host;
mod tables;
mod wire;
mod zones;

use std::cell::UnsafeCell;

use rustpython::InterpreterBuilderExt;
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::compiler::Mode;
use rustpython_vm::{
    Interpreter, InterpreterBuilder, PyObjectRef, PyResult, Settings, VirtualMachine,
};

/// What [`boot`] sets once and every later call reads.
struct Booted {
    interpreter: Interpreter,
    /// `control(request: bytes) -> bytes`, what the host asks of this instance.
    control: PyObjectRef,
    /// `serve(request: bytes) -> bytes`, what the other instance asks.
    serve: PyObjectRef,
}

struct Once(UnsafeCell<Option<Booted>>);
// SAFETY: written by `boot` alone, before any thread is started.
unsafe impl Sync for Once {}
static BOOTED: Once = Once(UnsafeCell::new(None));

fn booted() -> &'static Booted {
    // SAFETY: see Once.
    unsafe { (*BOOTED.0.get()).as_ref() }.expect("the host boots an instance before it enters it")
}

unsafe extern "C" {
    fn __wasm_call_ctors();
    fn __wasi_init_tp();
}

/// The reactor's start. Without one of our own, the linker wraps every export into constructor calls.
#[unsafe(no_mangle)]
pub extern "C" fn _initialize() {
    // SAFETY: called once by the host, before anything else.
    unsafe {
        __wasi_init_tp();
        __wasm_call_ctors();
    }
}

/// Starts the interpreter and runs `boot.py` of the archive in the inbox (a JSON object from path to text).
/// Returns 0, or 1 after printing what went wrong.
#[unsafe(no_mangle)]
pub extern "C" fn boot(inbox: u32) -> i32 {
    let archive = host::take(inbox as usize);
    // A panic ends in an abort that the host sees; its text would be printed among the answer's own.
    std::panic::set_hook(Box::new(|_| ()));
    let mut settings = Settings::default();
    settings.hash_seed = Some(0);
    settings.install_signal_handlers = false;
    settings.write_bytecode = false;
    settings.isolated = true;
    settings.ignore_environment = true;
    settings.safe_path = true;
    settings.user_site_directory = false;
    settings.import_site = false;
    settings.utf8_mode = 1;
    // Every write reaches the host at once: nothing printed is lost when an instance stops in the middle.
    settings.buffered_stdio = false;
    settings.argv = vec!["answer.py".into()];
    let builder = InterpreterBuilder::new().settings(settings).init_stdlib();
    let ours = [
        exchange::module_def(&builder.ctx),
        host::module_def(&builder.ctx),
        tables::module_def(&builder.ctx),
        wire::module_def(&builder.ctx),
        zones::module_def(&builder.ctx),
    ];
    let interpreter = builder.add_native_modules(&ours).interpreter();
    let entries = interpreter.enter(|vm| start(vm, archive).map_err(|e| vm.print_exception(&e)));
    match entries {
        Ok((control, serve)) => {
            // SAFETY: see Once.
            unsafe {
                *BOOTED.0.get() = Some(Booted {
                    interpreter,
                    control,
                    serve,
                })
            };
            0
        }
        Err(()) => 1,
    }
}

fn start(
    vm: &VirtualMachine,
    archive: Vec<u8>,
) -> Result<(PyObjectRef, PyObjectRef), PyBaseExceptionRef> {
    hashes::mend(&vm.ctx);
    const STARTER: &str = "import json\nFILES = json.loads(ARCHIVE)\nexec(compile(FILES['boot.py'], 'boot.py', 'exec'))\n";
    let scope = vm.new_scope_with_builtins();
    scope
        .globals
        .set_item("ARCHIVE", vm.ctx.new_bytes(archive).into(), vm)?;
    let code = vm
        .compile(STARTER, Mode::Exec, "<starter>")
        .map_err(|e| e.into_pyexception(vm, Some(STARTER)))?;
    vm.run_code_obj(code, scope.clone())?;
    Ok((
        scope.globals.get_item("control", vm)?,
        scope.globals.get_item("serve", vm)?,
    ))
}

/// Runs what the host asks; the reply goes out through [`host::give`]. Returns 0, or 1 when the reply is the text of an exception.
#[unsafe(no_mangle)]
pub extern "C" fn control(inbox: u32) -> i32 {
    dispatch(inbox, |booted| &booted.control)
}

/// Answers one request of the other instance, as [`control`] does for the host.
#[unsafe(no_mangle)]
pub extern "C" fn serve(inbox: u32) -> i32 {
    dispatch(inbox, |booted| &booted.serve)
}

fn dispatch(inbox: u32, entry: fn(&Booted) -> &PyObjectRef) -> i32 {
    let request = host::take(inbox as usize);
    let booted = booted();
    booted.interpreter.enter(|vm| {
        let reply: PyResult<()> = entry(booted)
            .call((vm.ctx.new_bytes(request),), vm)
            .and_then(|reply| reply.try_to_value::<rustpython_vm::function::ArgBytesLike>(vm))
            .map(|reply| reply.with_ref(host::give));
        match reply {
            Ok(()) => 0,
            Err(exception) => {
                let mut text = String::new();
                if vm.write_exception(&mut text, &exception).is_err() {
                    text.push_str("an exception that can't be written");
                }
                host::give(text.as_bytes());
                1
            }
        }
    })
}
