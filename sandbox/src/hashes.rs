//! What equals has one hash: RustPython 0.6 compares `seen.append` with another `seen.append` by what they are, and hashes them by where
//! they are.

use rustpython_vm::class::add_operators;
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::{AsObject, Context, PyObject, PyResult, VirtualMachine};

/// Gives methods of builtin objects the hash that they have in CPython: of the method, and of which object it is, not what that holds.
pub fn mend(ctx: &Context) {
    let class = ctx.types.builtin_function_or_method_type;
    class.slots.hash.store(Some(hash));
    add_operators(class, ctx, &[]);
}

fn hash(function: &PyObject, vm: &VirtualMachine) -> PyResult<PyHash> {
    let object = function.get_attr("__self__", vm)?.get_id();
    let name = function.get_attr("__name__", vm)?.hash(vm)?;
    Ok((object as PyHash).rotate_right(4) ^ name)
}
