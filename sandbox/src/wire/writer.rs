//! From a value to the bytes of a message. Reads builtins natively; calls Python only for what `side.reduce` takes apart.

use super::{MAX_BYTES, MAX_DEPTH, MAX_INT_BYTES, MAX_NODES, REMEMBERED, Terms, flat};
use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{
        PyByteArray, PyBytes, PyComplex, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyStr,
        PyTuple,
    },
};
use std::collections::BTreeMap;

// Ints up to this magnitude (exclusive) are written as one number, sign bit last.
const SMALL: i64 = 1 << 62;

/// The message for value, and what it numbers. `answered` is what decoding numbered in the request that this answers.
pub(crate) fn encode(
    value: &PyObject,
    terms: &Terms,
    answered: &[PyObjectRef],
    vm: &VirtualMachine,
) -> PyResult<(Vec<u8>, Vec<PyObjectRef>)> {
    let mut writer = Writer::new(terms, answered, vm);
    writer.put(value)?;
    Ok((writer.out, writer.numbered))
}

/// The same for a tuple of `items` whose last one is a tuple of `last`, neither of which is made.
pub(crate) fn encode_tuples(
    items: &[&PyObject],
    last: &[PyObjectRef],
    terms: &Terms,
    vm: &VirtualMachine,
) -> PyResult<(Vec<u8>, Vec<PyObjectRef>)> {
    let mut writer = Writer::new(terms, &[], vm);
    writer.out.push(b't');
    writer.uint(items.len() as u64 + 1);
    writer.nodes = 2;
    writer.depth = 1;
    for item in items {
        writer.put(item)?;
    }
    writer.nest(b't', last.len(), last)?;
    Ok((writer.out, writer.numbered))
}

struct Writer<'a> {
    vm: &'a VirtualMachine,
    terms: &'a Terms,
    out: Vec<u8>,
    nodes: usize,
    depth: usize,
    numbered: Vec<PyObjectRef>,
    // Which of `numbered` are being written: meeting one of those again is a cycle.
    open: Vec<bool>,
    // Object id -> position in `numbered`, and in the request that this message answers.
    index: BTreeMap<usize, usize>,
    answered: BTreeMap<usize, usize>,
}

impl<'a> Writer<'a> {
    fn new(terms: &'a Terms, answered: &[PyObjectRef], vm: &'a VirtualMachine) -> Self {
        let answered = answered.iter().enumerate();
        Writer {
            vm,
            terms,
            out: Vec::with_capacity(64),
            nodes: 0,
            depth: 0,
            numbered: Vec::new(),
            open: Vec::new(),
            index: BTreeMap::new(),
            answered: answered.map(|(i, x)| (x.get_id(), i)).collect(),
        }
    }

    fn refuse<T>(&self, text: &str) -> PyResult<T> {
        self.terms.refuse(text, self.vm)
    }

    fn uint(&mut self, mut n: u64) {
        while n > 127 {
            self.out.push(n as u8 & 127 | 128);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    fn raw(&mut self, tag: u8, data: &[u8]) -> PyResult<()> {
        if self.out.len() + data.len() > MAX_BYTES {
            return self.refuse("value too large to cross");
        }
        self.out.push(tag);
        self.uint(data.len() as u64);
        self.out.extend_from_slice(data);
        Ok(())
    }

    fn put(&mut self, x: &PyObject) -> PyResult<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.out.len() > MAX_BYTES {
            return self.refuse("value too large to cross");
        }
        let types = &self.vm.ctx.types;
        let class = x.class();
        if self.vm.is_none(x) {
            self.out.push(b'N');
        } else if class.is(types.bool_type) {
            self.out.push(if x.is(&self.vm.ctx.true_value) {
                b'T'
            } else {
                b'F'
            });
        } else if class.is(types.int_type) {
            self.put_int(x)?;
        } else if class.is(types.str_type) {
            if let Some(text) = x.downcast_ref::<PyStr>() {
                self.raw(b's', text.as_bytes())?;
            }
        } else if class.is(types.tuple_type) {
            if let Some(tuple) = x.downcast_ref::<PyTuple>() {
                self.nest(b't', tuple.len(), tuple.as_slice())?;
            }
        } else if class.is(types.float_type) {
            if let Some(float) = x.downcast_ref::<PyFloat>() {
                self.out.push(b'f');
                self.out.extend_from_slice(&float.to_f64().to_le_bytes());
            }
        } else if class.is(types.bytes_type) {
            if let Some(bytes) = x.downcast_ref::<PyBytes>() {
                self.raw(b'b', bytes.as_bytes())?;
            }
        } else if class.is(types.list_type) {
            // Copied first: nothing is borrowed while `reduce` runs Python.
            let items = x
                .downcast_ref::<PyList>()
                .map(|list| list.borrow_vec().to_vec());
            self.remember(b'l', x, items.unwrap_or_default(), 1)?;
        } else if class.is(types.dict_type) {
            let items = x
                .downcast_ref::<PyDict>()
                .map(|dict| flat(dict.items_vec()));
            self.remember(b'd', x, items.unwrap_or_default(), 2)?;
        } else if class.is(types.set_type) {
            let items = x.downcast_ref::<PySet>().map(|set| set.elements());
            self.remember(b'S', x, items.unwrap_or_default(), 1)?;
        } else if class.is(types.frozenset_type) {
            let items = x
                .downcast_ref::<PyFrozenSet>()
                .map(|set| set.elements())
                .unwrap_or_default();
            self.nest(b'Z', items.len(), &items)?;
        } else if class.is(types.bytearray_type) {
            if !self.refer(x)? {
                let data = x
                    .downcast_ref::<PyByteArray>()
                    .map(|data| data.borrow_buf().to_vec());
                let position = self.number(x);
                self.raw(b'B', &data.unwrap_or_default())?;
                self.open[position] = false;
            }
        } else if class.is(types.complex_type) {
            if let Some(complex) = x.downcast_ref::<PyComplex>() {
                let complex = complex.to_complex64();
                self.out.push(b'c');
                self.out.extend_from_slice(&complex.re.to_le_bytes());
                self.out.extend_from_slice(&complex.im.to_le_bytes());
            }
        } else if x.is(&self.vm.ctx.ellipsis) {
            self.out.push(b'.');
        } else if x.is(&self.vm.ctx.not_implemented) {
            self.out.push(b'!');
        } else {
            self.put_reduced(x)?;
        }
        Ok(())
    }

    fn put_int(&mut self, x: &PyObject) -> PyResult<()> {
        let Some(int) = x.downcast_ref::<PyInt>() else {
            return Ok(());
        };
        let big = int.as_bigint();
        if let Ok(small) = i64::try_from(big)
            && -SMALL < small
            && small < SMALL
        {
            self.out.push(b'i');
            self.uint(small.unsigned_abs() << 1 | u64::from(small < 0));
            return Ok(());
        }
        let size = (big.bits() / 8 + 1) as usize;
        if size > MAX_INT_BYTES {
            return self.refuse("integer too large to cross");
        }
        let mut data = big.to_signed_bytes_le();
        let sign = if data.last().is_some_and(|byte| byte & 128 != 0) {
            255
        } else {
            0
        };
        data.resize(size, sign);
        self.raw(b'I', &data)
    }

    /// Writes a reference if x is in this message already, or in the one being answered.
    fn refer(&mut self, x: &PyObject) -> PyResult<bool> {
        let id = x.get_id();
        if let Some(&position) = self.answered.get(&id) {
            self.out.push(b'A');
            self.uint(position as u64);
            return Ok(true);
        }
        let Some(&position) = self.index.get(&id) else {
            return Ok(false);
        };
        if self.open[position] {
            return self.refuse("a value that contains itself can't cross");
        }
        self.out.push(b'R');
        self.uint(position as u64);
        Ok(true)
    }

    fn number(&mut self, x: &PyObject) -> usize {
        let position = self.numbered.len();
        self.numbered.push(x.to_owned());
        self.open.push(true);
        self.index.insert(x.get_id(), position);
        position
    }

    fn remember(
        &mut self,
        tag: u8,
        x: &PyObject,
        items: Vec<PyObjectRef>,
        each: usize,
    ) -> PyResult<()> {
        if self.refer(x)? {
            return Ok(());
        }
        let position = self.number(x);
        self.nest(tag, items.len() / each, &items)?;
        self.open[position] = false;
        Ok(())
    }

    fn nest(&mut self, tag: u8, count: usize, items: &[PyObjectRef]) -> PyResult<()> {
        self.deeper()?;
        self.out.push(tag);
        self.uint(count as u64);
        for item in items {
            self.put(item)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn deeper(&mut self) -> PyResult<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.refuse("value nested too deeply to cross");
        }
        Ok(())
    }

    /// The peer's number for a proxy: in its own `__dict__`, whatever its class says of that.
    fn peers_number(&self, x: &PyObject) -> PyResult<Option<u64>> {
        let Some(own) = x.dict() else {
            return Ok(None);
        };
        match own.get_item_opt(&*self.terms.mark, self.vm)? {
            Some(number) => Ok(Some(number.try_into_value(self.vm)?)),
            None => Ok(None),
        }
    }

    fn put_reduced(&mut self, x: &PyObject) -> PyResult<()> {
        if self.refer(x)? {
            return Ok(());
        }
        if let Some(number) = self.peers_number(x)? {
            self.out.push(b'o');
            self.uint(number);
            return Ok(());
        }
        let (tag, number, parts) = match self.terms.handle(x, self.vm)? {
            Some((number, kind)) => (b'h', number, vec![kind.into()]),
            None => self.taken_apart(self.terms.reduce.call((x.to_owned(),), self.vm)?)?,
        };
        self.out.push(tag);
        self.uint(number);
        if tag == b'o' {
            return Ok(());
        }
        let position = REMEMBERED.contains(&tag).then(|| self.number(x));
        self.deeper()?;
        self.uint(parts.len() as u64);
        for part in &parts {
            self.put(part)?;
        }
        self.depth -= 1;
        if let Some(position) = position {
            self.open[position] = false;
        }
        Ok(())
    }

    /// (tag, number, parts) as `reduce` returned them.
    fn taken_apart(&self, reduced: PyObjectRef) -> PyResult<(u8, u64, Vec<PyObjectRef>)> {
        if let Some(reduced) = reduced.downcast_ref::<PyTuple>()
            && let [tag, number, parts] = reduced.as_slice()
            && let Some(tag) = tag.downcast_ref::<PyStr>()
            && let [tag] = tag.as_bytes()
            && let Some(parts) = parts.downcast_ref::<PyTuple>()
        {
            let number = number.clone().try_into_value(self.vm)?;
            return Ok((*tag, number, parts.as_slice().to_vec()));
        }
        Err(self
            .vm
            .new_type_error("reduce must return a tag, a number and a tuple"))
    }
}
