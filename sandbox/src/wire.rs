//! The serializer of the boundary as a native module, `_viva_wire`: what `lib/_viva/wire.py` defines, in the same bytes
//! and with the same errors.
//!
//! It knows plain values, containers, shared references and the caps. What a proxy, a class or an exception is, only
//! the Python side knows: `side.reduce(x)` takes such an object apart, `side.build(tag, number, parts)` puts it
//! together; see [`Terms`].
//!
//! The decoder reads an untrusted peer's bytes: no length, depth, tag or reference is used before it is checked, memory
//! grows with what was read and not with what was announced, and nothing here panics.

mod reader;
mod writer;

use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    builtins::{PyDictRef, PyIntRef, PyStrRef, PyTypeRef},
};

use crate::tables::{Exports, Imports};

pub(crate) use _viva_wire::module_def;
pub(crate) use reader::decode;
pub(crate) use writer::{encode, encode_tuples};

// The reasons are in wire.py, which has the same numbers.
const MAX_DEPTH: usize = 150;
const MAX_NODES: usize = 2_000_000;
const MAX_BYTES: usize = 32 << 20;
const MAX_INT_BYTES: usize = 1 << 20;

/// Tags whose meaning is the Python side's, and those of them that are numbered, so that they can be referred to.
const REDUCED: &[u8] = b"nhvkmEPODCq?";
const REMEMBERED: &[u8] = b"hvEODCq";

/// What the serializer knows of a side.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The class of every error here.
    pub(crate) refusal: PyTypeRef,
    /// The key under which a proxy has its number in its `__dict__`.
    mark: PyStrRef,
    /// The objects that the peer may name by number.
    objects: PyDictRef,
    reduce: PyObjectRef,
    build: PyObjectRef,
    /// The tables, if they are the native ones: what is nothing but a handle needs no Python then.
    tables: Option<(PyRef<Exports>, PyRef<Imports>)>,
}

impl Terms {
    pub(crate) fn of(side: &PyObject, vm: &VirtualMachine) -> PyResult<Terms> {
        Ok(Terms {
            refusal: side.get_attr("refusal", vm)?.try_into_value(vm)?,
            mark: side.get_attr("mark", vm)?.try_into_value(vm)?,
            objects: side.get_attr("objects", vm)?.try_into_value(vm)?,
            reduce: side.get_attr("reduce", vm)?,
            build: side.get_attr("build", vm)?,
            tables: None,
        })
    }

    pub(crate) fn with_tables(self, exports: PyRef<Exports>, imports: PyRef<Imports>) -> Terms {
        Terms {
            tables: Some((exports, imports)),
            ..self
        }
    }

    /// A value that can't cross, or bytes that no honest peer would send.
    #[cold]
    pub(crate) fn refuse<T>(&self, text: &str, vm: &VirtualMachine) -> PyResult<T> {
        Err(vm.new_exception_msg(self.refusal.clone(), text.to_owned().into()))
    }

    /// (number, its class's number) of an object that crosses as a handle, if that needs no asking.
    fn handle(&self, x: &PyObject, vm: &VirtualMachine) -> PyResult<Option<(u64, PyIntRef)>> {
        let Some((exports, _)) = &self.tables else {
            return Ok(None);
        };
        let class = vm.ctx.new_int(x.class().get_id());
        let Some(kind) = exports.kinds.get_item_opt(class.as_object(), vm)? else {
            return Ok(None);
        };
        Ok(Some((
            exports.count(x, vm)? as u64,
            kind.try_into_value(vm)?,
        )))
    }

    /// The proxy of what the peer sent as a handle, if its class is built and nothing else than a handle's.
    fn proxy(
        &self,
        number: u64,
        parts: &[PyObjectRef],
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyObjectRef>> {
        let (Some((_, imports)), [kind]) = (&self.tables, parts) else {
            return Ok(None);
        };
        if !kind.class().is(vm.ctx.types.int_type) {
            return Ok(None);
        }
        let Some(class) = imports.kinds.get_item_opt(&**kind, vm)? else {
            return Ok(None);
        };
        let class: PyTypeRef = class.try_into_value(vm)?;
        let make = || {
            let own = vm.ctx.new_dict();
            own.set_item(self.mark.as_object(), vm.ctx.new_int(number).into(), vm)?;
            Ok(vm.ctx.new_base_object(class, Some(own)))
        };
        Imports::get(imports, number, make, vm).map(Some)
    }
}

/// The keys and values of a dict in turn.
fn flat(pairs: Vec<(PyObjectRef, PyObjectRef)>) -> Vec<PyObjectRef> {
    pairs
        .into_iter()
        .flat_map(|(key, value)| [key, value])
        .collect()
}

#[rustpython_vm::pymodule]
mod _viva_wire {
    use super::{Terms, flat};
    use rustpython_vm::{
        AsObject, PyObjectRef, PyResult, VirtualMachine,
        builtins::{
            PyByteArray, PyBytes, PyBytesRef, PyComplex, PyDict, PyFloat, PyFrozenSet, PyInt,
            PyList, PyListRef, PySet, PyStr, PyTuple, PyTypeRef,
        },
        function::OptionalOption,
    };

    #[pyattr]
    const MAX_DEPTH: usize = super::MAX_DEPTH;
    #[pyattr]
    const MAX_NODES: usize = super::MAX_NODES;
    #[pyattr]
    const MAX_BYTES: usize = super::MAX_BYTES;
    #[pyattr]
    const MAX_INT_BYTES: usize = super::MAX_INT_BYTES;

    fn no_value_type<T>(vm: &VirtualMachine) -> PyResult<T> {
        Err(vm.new_type_error("not a builtin value type"))
    }

    /// What the builtin `base` itself holds in x, past every override of x's class.
    #[pyfunction]
    fn contents(x: PyObjectRef, base: PyTypeRef, vm: &VirtualMachine) -> PyResult {
        let types = &vm.ctx.types;
        let tuple = |elements: Vec<PyObjectRef>| vm.ctx.new_tuple(elements).into();
        let found: Option<PyObjectRef> = if base.is(types.list_type) {
            x.downcast_ref::<PyList>()
                .map(|x| tuple(x.borrow_vec().to_vec()))
        } else if base.is(types.tuple_type) {
            x.downcast_ref::<PyTuple>()
                .map(|x| tuple(x.as_slice().to_vec()))
        } else if base.is(types.dict_type) {
            x.downcast_ref::<PyDict>()
                .map(|x| tuple(flat(x.items_vec())))
        } else if base.is(types.set_type) {
            x.downcast_ref::<PySet>().map(|x| tuple(x.elements()))
        } else if base.is(types.frozenset_type) {
            x.downcast_ref::<PyFrozenSet>().map(|x| tuple(x.elements()))
        } else if base.is(types.bytearray_type) {
            x.downcast_ref::<PyByteArray>()
                .map(|x| vm.ctx.new_bytes(x.borrow_buf().to_vec()).into())
        } else if base.is(types.int_type) {
            x.downcast_ref::<PyInt>()
                .map(|x| vm.ctx.new_bigint(x.as_bigint()).into())
        } else if base.is(types.float_type) {
            x.downcast_ref::<PyFloat>()
                .map(|x| vm.ctx.new_float(x.to_f64()).into())
        } else if base.is(types.complex_type) {
            x.downcast_ref::<PyComplex>()
                .map(|x| vm.ctx.new_complex(x.to_complex64()).into())
        } else if base.is(types.str_type) {
            x.downcast_ref::<PyStr>()
                .map(|x| vm.ctx.new_str(x.as_wtf8().to_owned()).into())
        } else if base.is(types.bytes_type) {
            x.downcast_ref::<PyBytes>()
                .map(|x| vm.ctx.new_bytes(x.as_bytes().to_vec()).into())
        } else {
            None
        };
        found.map_or_else(|| no_value_type(vm), Ok)
    }

    /// Whether two contents are the same: element by element by identity, never by `==`; bytes by their value.
    #[pyfunction]
    fn same(a: PyObjectRef, b: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        if let (Some(a), Some(b)) = (a.downcast_ref::<PyBytes>(), b.downcast_ref::<PyBytes>()) {
            return Ok(a.as_bytes() == b.as_bytes());
        }
        let (Some(a), Some(b)) = (a.downcast_ref::<PyTuple>(), b.downcast_ref::<PyTuple>()) else {
            return no_value_type(vm);
        };
        let (a, b) = (a.as_slice(), b.as_slice());
        Ok(a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.is(y)))
    }

    /// The message for value, and what it numbers (containers and handed over objects, in order).
    #[pyfunction]
    fn encode(
        value: PyObjectRef,
        side: PyObjectRef,
        answered: OptionalOption<PyListRef>,
        vm: &VirtualMachine,
    ) -> PyResult<(PyBytesRef, PyListRef)> {
        let answered = answered.flatten().map(|list| list.borrow_vec().to_vec());
        let terms = Terms::of(&side, vm)?;
        let (data, numbered) = super::encode(&value, &terms, &answered.unwrap_or_default(), vm)?;
        Ok((vm.ctx.new_bytes(data), vm.ctx.new_list(numbered)))
    }

    /// The value of a message, and what it numbers. `answered`: the list that encode() returned for our request.
    #[pyfunction]
    fn decode(
        data: PyBytesRef,
        side: PyObjectRef,
        answered: OptionalOption<PyListRef>,
        vm: &VirtualMachine,
    ) -> PyResult<(PyObjectRef, PyListRef)> {
        let answered = answered.flatten().map(|list| list.borrow_vec().to_vec());
        let terms = Terms::of(&side, vm)?;
        let (value, numbered) =
            super::decode(data.as_bytes(), &terms, answered.unwrap_or_default(), vm)?;
        Ok((value, vm.ctx.new_list(numbered)))
    }
}
