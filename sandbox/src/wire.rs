//! The serializer of the boundary as a native module, `_viva_wire`: what `lib/_viva/wire.py` defines, in the same bytes
//! and with the same errors.
//!
//! It knows plain values, containers, shared references and the caps. What a proxy, a class or an exception is, only
//! the Python side knows: `side.reduce(x)` takes such an object apart, `side.build(tag, number, parts)` puts it
//! together, `side.objects` has the objects that the peer may name by number, `side.mark` is the key under which a proxy
//! has its number in its `__dict__`, `side.refusal` the class of every error here.
//!
//! The decoder reads an untrusted peer's bytes: no length, depth, tag or reference is used before it is checked, memory
//! grows with what was read and not with what was announced, and nothing here panics.

pub(crate) use _viva_wire::module_def;

#[rustpython_vm::pymodule]
mod _viva_wire {
    use rustpython_vm::{
        AsObject, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{
            PyByteArray, PyBytes, PyBytesRef, PyComplex, PyDict, PyDictRef, PyFloat, PyFrozenSet,
            PyInt, PyList, PyListRef, PySet, PyStr, PyStrRef, PyTuple, PyTypeRef,
        },
        common::wtf8::Wtf8Buf,
        function::{FuncArgs, KwArgs, OptionalOption},
    };
    use std::collections::BTreeMap;

    // The reasons are in wire.py, which has the same numbers.
    #[pyattr]
    const MAX_DEPTH: usize = 150;
    #[pyattr]
    const MAX_NODES: usize = 2_000_000;
    #[pyattr]
    const MAX_BYTES: usize = 32 << 20;
    #[pyattr]
    const MAX_INT_BYTES: usize = 1 << 20;

    const REDUCED: &[u8] = b"nhvkmEPODCq?";
    const REMEMBERED: &[u8] = b"hvEODCq";
    // Ints up to this magnitude (exclusive) are written as one number, sign bit last.
    const SMALL: i64 = 1 << 62;

    /// Raises `side.refusal`: a value that can't cross, or bytes that no honest peer would send.
    #[cold]
    fn refuse<T>(side: &PyObject, text: &str, vm: &VirtualMachine) -> PyResult<T> {
        let class: PyTypeRef = side.get_attr("refusal", vm)?.try_into_value(vm)?;
        Err(vm.new_exception_msg(class, text.to_owned().into()))
    }

    // ---- contents ------------------------------------------------------------------------------------------------------

    fn no_value_type<T>(vm: &VirtualMachine) -> PyResult<T> {
        Err(vm.new_type_error("not a builtin value type"))
    }

    fn flat(pairs: Vec<(PyObjectRef, PyObjectRef)>) -> Vec<PyObjectRef> {
        pairs
            .into_iter()
            .flat_map(|(key, value)| [key, value])
            .collect()
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

    // ---- encoding ------------------------------------------------------------------------------------------------------

    /// The message for value, and what it numbers (containers and handed over objects, in order).
    #[pyfunction]
    fn encode(
        value: PyObjectRef,
        side: PyObjectRef,
        answered: OptionalOption<PyListRef>,
        vm: &VirtualMachine,
    ) -> PyResult<(PyBytesRef, PyListRef)> {
        let answered = match answered.flatten() {
            Some(list) => list
                .borrow_vec()
                .iter()
                .enumerate()
                .map(|(i, x)| (x.get_id(), i))
                .collect(),
            None => BTreeMap::new(),
        };
        let mut writer = Writer {
            vm,
            mark: side.get_attr("mark", vm)?.try_into_value(vm)?,
            side: &side,
            reduce: None,
            out: Vec::with_capacity(64),
            nodes: 0,
            depth: 0,
            numbered: Vec::new(),
            open: Vec::new(),
            index: BTreeMap::new(),
            answered,
        };
        writer.put(&value)?;
        Ok((
            vm.ctx.new_bytes(writer.out),
            vm.ctx.new_list(writer.numbered),
        ))
    }

    struct Writer<'a> {
        vm: &'a VirtualMachine,
        side: &'a PyObject,
        mark: PyStrRef,
        reduce: Option<PyObjectRef>,
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

    impl Writer<'_> {
        fn refuse<T>(&self, text: &str) -> PyResult<T> {
            refuse(self.side, text, self.vm)
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
            match own.get_item_opt(&*self.mark, self.vm)? {
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
            let reduce = match &self.reduce {
                Some(reduce) => reduce.clone(),
                None => self
                    .reduce
                    .insert(self.side.get_attr("reduce", self.vm)?)
                    .clone(),
            };
            let (tag, number, parts) = self.taken_apart(reduce.call((x.to_owned(),), self.vm)?)?;
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

    // ---- decoding ------------------------------------------------------------------------------------------------------

    /// The value of a message, and what it numbers. `answered`: the list that encode() returned for our request.
    #[pyfunction]
    fn decode(
        data: PyBytesRef,
        side: PyObjectRef,
        answered: OptionalOption<PyListRef>,
        vm: &VirtualMachine,
    ) -> PyResult<(PyObjectRef, PyListRef)> {
        if data.as_bytes().len() > MAX_BYTES {
            return refuse(&side, "message too large", vm);
        }
        let mut reader = Reader {
            vm,
            objects: side.get_attr("objects", vm)?.try_into_value(vm)?,
            side: &side,
            build: None,
            data: data.as_bytes(),
            at: 0,
            depth: 0,
            nodes: 0,
            numbered: Vec::new(),
            answered: answered
                .flatten()
                .map(|list| list.borrow_vec().to_vec())
                .unwrap_or_default(),
        };
        let value = reader.get()?;
        if reader.at != reader.data.len() {
            return reader.refuse("bytes after the message");
        }
        let numbered = reader.numbered.into_iter().flatten().collect();
        Ok((value, vm.ctx.new_list(numbered)))
    }

    struct Reader<'a> {
        vm: &'a VirtualMachine,
        side: &'a PyObject,
        objects: PyDictRef,
        build: Option<PyObjectRef>,
        data: &'a [u8],
        at: usize,
        depth: usize,
        nodes: usize,
        // None: still being read, so a reference to it would be a cycle.
        numbered: Vec<Option<PyObjectRef>>,
        answered: Vec<PyObjectRef>,
    }

    impl<'a> Reader<'a> {
        fn refuse<T>(&self, text: &str) -> PyResult<T> {
            refuse(self.side, text, self.vm)
        }

        fn byte(&mut self) -> PyResult<u8> {
            let Some(&byte) = self.data.get(self.at) else {
                return self.refuse("short message");
            };
            self.at += 1;
            Ok(byte)
        }

        fn uint(&mut self) -> PyResult<u64> {
            let mut n = 0;
            let mut shift = 0;
            loop {
                let byte = self.byte()?;
                if shift == 63 && byte > 1 {
                    return self.refuse("bad number");
                }
                n |= u64::from(byte & 127) << shift;
                if byte < 128 {
                    return Ok(n);
                }
                shift += 7;
            }
        }

        fn left(&self) -> usize {
            self.data.len() - self.at
        }

        /// A length or count: no more than the bytes that are left.
        fn size(&mut self) -> PyResult<usize> {
            let n = self.uint()?;
            if n > self.left() as u64 {
                return self.refuse("short message");
            }
            Ok(n as usize)
        }

        fn take(&mut self, n: usize) -> PyResult<&'a [u8]> {
            if n > self.left() {
                return self.refuse("short message");
            }
            self.at += n;
            Ok(&self.data[self.at - n..self.at])
        }

        fn double(&mut self) -> PyResult<f64> {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(self.take(8)?);
            Ok(f64::from_le_bytes(bytes))
        }

        fn get(&mut self) -> PyResult {
            self.nodes += 1;
            if self.nodes > MAX_NODES {
                return self.refuse("message too large");
            }
            let ctx = &self.vm.ctx;
            let tag = self.byte()?;
            Ok(match tag {
                b'N' => ctx.none(),
                b'T' => ctx.new_bool(true).into(),
                b'F' => ctx.new_bool(false).into(),
                b'i' => {
                    let n = self.uint()?;
                    // At most 63 bits are left, so the sign fits.
                    let magnitude = (n >> 1) as i64;
                    ctx.new_int(if n & 1 == 1 { -magnitude } else { magnitude })
                        .into()
                }
                b's' => {
                    let n = self.size()?;
                    let bytes = self.take(n)?;
                    self.text(bytes)?
                }
                b'f' => ctx.new_float(self.double()?).into(),
                b'b' => {
                    let n = self.size()?;
                    ctx.new_bytes(self.take(n)?.to_vec()).into()
                }
                b'I' => {
                    let n = self.uint()?;
                    if n > MAX_INT_BYTES as u64 {
                        return self.refuse("bad number");
                    }
                    let bytes = self.take(n as usize)?;
                    self.big(bytes)?
                }
                b'c' => {
                    if self.left() < 16 {
                        return self.refuse("short message");
                    }
                    let (real, imag) = (self.double()?, self.double()?);
                    ctx.types
                        .complex_type
                        .as_object()
                        .call((real, imag), self.vm)?
                }
                b'.' => ctx.ellipsis.to_owned().into(),
                b'!' => ctx.not_implemented.to_owned().into(),
                b'o' => {
                    let number = ctx.new_int(self.uint()?);
                    match self.objects.get_item_opt(number.as_object(), self.vm)? {
                        Some(x) => x,
                        None => return self.refuse("unknown object"),
                    }
                }
                b'R' => {
                    let position = usize::try_from(self.uint()?).unwrap_or(usize::MAX);
                    match self.numbered.get(position) {
                        Some(Some(x)) => x.clone(),
                        _ => return self.refuse("bad reference"),
                    }
                }
                b'A' => {
                    let position = usize::try_from(self.uint()?).unwrap_or(usize::MAX);
                    match self.answered.get(position) {
                        Some(x) => x.clone(),
                        None => return self.refuse("bad reference"),
                    }
                }
                b't' => {
                    let items = self.items(1)?;
                    ctx.new_tuple(items).into()
                }
                b'Z' => {
                    let items = self.items(1)?;
                    match PyFrozenSet::from_iter(self.vm, items) {
                        Ok(set) => set.into_ref(ctx).into(),
                        Err(error) => return self.bad_key(error),
                    }
                }
                b'l' | b'd' | b'S' | b'B' => self.container(tag)?,
                _ if REDUCED.contains(&tag) => self.reduced(tag)?,
                _ => return self.refuse("bad tag"),
            })
        }

        fn text(&self, bytes: &[u8]) -> PyResult {
            if !is_wtf8(bytes) {
                return self.refuse("bad text");
            }
            // SAFETY: checked in the line above.
            let text = unsafe { Wtf8Buf::from_bytes_unchecked(bytes.to_vec()) };
            Ok(self.vm.ctx.new_str(text).into())
        }

        fn big(&self, bytes: &[u8]) -> PyResult {
            let vm = self.vm;
            let args = vec![
                vm.ctx.new_bytes(bytes.to_vec()).into(),
                vm.ctx.new_str("little").into(),
            ];
            let signed = KwArgs::from_iter([("signed".to_owned(), vm.ctx.new_bool(true).into())]);
            vm.ctx
                .types
                .int_type
                .as_object()
                .get_attr("from_bytes", vm)?
                .call(FuncArgs::new(args, signed), vm)
        }

        fn items(&mut self, each: usize) -> PyResult<Vec<PyObjectRef>> {
            let n = self.size()?;
            self.deeper()?;
            // Not more at once: nested counts could each claim all the bytes that are left.
            let mut items = Vec::with_capacity((n * each).min(64));
            for _ in 0..n * each {
                items.push(self.get()?);
            }
            self.depth -= 1;
            Ok(items)
        }

        fn deeper(&mut self) -> PyResult<()> {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return self.refuse("message nested too deeply");
            }
            Ok(())
        }

        /// What a key's hash or `==` raised: they may run anywhere, the peer's included.
        fn bad_key<T>(&self, error: rustpython_vm::builtins::PyBaseExceptionRef) -> PyResult<T> {
            if error.fast_isinstance(self.vm.ctx.exceptions.exception_type) {
                return self.refuse("bad key");
            }
            Err(error)
        }

        fn container(&mut self, tag: u8) -> PyResult {
            let position = self.numbered.len();
            self.numbered.push(None);
            let ctx = &self.vm.ctx;
            let x: PyObjectRef = match tag {
                b'l' => ctx.new_list(self.items(1)?).into(),
                b'B' => {
                    let n = self.size()?;
                    ctx.new_bytearray(self.take(n)?.to_vec()).into()
                }
                b'S' => {
                    let items = self.items(1)?;
                    let set = PySet::default().into_ref(ctx);
                    for item in items {
                        if let Err(error) = set.add(item, self.vm) {
                            return self.bad_key(error);
                        }
                    }
                    set.into()
                }
                _ => {
                    let items = self.items(2)?;
                    let dict = ctx.new_dict();
                    for pair in items.chunks_exact(2) {
                        if let Err(error) = dict.set_item(&*pair[0], pair[1].clone(), self.vm) {
                            return self.bad_key(error);
                        }
                    }
                    dict.into()
                }
            };
            self.numbered[position] = Some(x.clone());
            Ok(x)
        }

        fn reduced(&mut self, tag: u8) -> PyResult {
            let number = self.uint()?;
            let position = REMEMBERED.contains(&tag).then(|| {
                self.numbered.push(None);
                self.numbered.len() - 1
            });
            let parts = self.items(1)?;
            let vm = self.vm;
            let build = match &self.build {
                Some(build) => build.clone(),
                None => self.build.insert(self.side.get_attr("build", vm)?).clone(),
            };
            let name = char::from(tag).to_string();
            let x = match build.call((name.clone(), number, vm.ctx.new_tuple(parts)), vm) {
                Ok(x) => x,
                Err(error)
                    if error.fast_isinstance(vm.ctx.exceptions.exception_type)
                        && !error.class().is(&self.side.get_attr("refusal", vm)?) =>
                {
                    return self.refuse(&format!("bad {name}: {}", error.class().name()));
                }
                Err(error) => return Err(error),
            };
            if let Some(position) = position {
                self.numbered[position] = Some(x.clone());
            }
            Ok(x)
        }
    }

    /// UTF-8 in which surrogates may stand alone, as Python's "surrogatepass" reads it. The check of the same name in
    /// rustpython-wtf8 lets continuation bytes outside their range through, so it is not for untrusted bytes.
    fn is_wtf8(mut bytes: &[u8]) -> bool {
        while let Err(error) = core::str::from_utf8(bytes) {
            match &bytes[error.valid_up_to()..] {
                [0xED, 0xA0..=0xBF, 0x80..=0xBF, rest @ ..] => bytes = rest,
                _ => return false,
            }
        }
        true
    }
}
