//! From an untrusted peer's bytes to a value. Calls Python only for what `side.build` puts together, and for the hash and
//! `==` of keys.

use super::{MAX_BYTES, MAX_DEPTH, MAX_INT_BYTES, MAX_NODES, REDUCED, REMEMBERED, Terms};
use rustpython_vm::{
    AsObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyFrozenSet, PySet},
    common::wtf8::Wtf8Buf,
    function::{FuncArgs, KwArgs},
};

/// The value of a message, and what it numbers. `answered` is what encoding numbered in our request.
pub(crate) fn decode(
    data: &[u8],
    terms: &Terms,
    answered: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<(PyObjectRef, Vec<PyObjectRef>)> {
    if data.len() > MAX_BYTES {
        return terms.refuse("message too large", vm);
    }
    let mut reader = Reader {
        vm,
        terms,
        data,
        at: 0,
        depth: 0,
        nodes: 0,
        numbered: Vec::new(),
        answered,
    };
    let value = reader.get()?;
    if reader.at != data.len() {
        return reader.refuse("bytes after the message");
    }
    Ok((value, reader.numbered.into_iter().flatten().collect()))
}

struct Reader<'a> {
    vm: &'a VirtualMachine,
    terms: &'a Terms,
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
        self.terms.refuse(text, self.vm)
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
                match self
                    .terms
                    .objects
                    .get_item_opt(number.as_object(), self.vm)?
                {
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
    fn bad_key<T>(&self, error: PyBaseExceptionRef) -> PyResult<T> {
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
        let proxy = match tag {
            b'h' => self.terms.proxy(number, &parts, self.vm)?,
            _ => None,
        };
        let x = match proxy {
            Some(x) => x,
            None => self.built(tag, number, parts)?,
        };
        if let Some(position) = position {
            self.numbered[position] = Some(x.clone());
        }
        Ok(x)
    }

    fn built(&self, tag: u8, number: u64, parts: Vec<PyObjectRef>) -> PyResult {
        let vm = self.vm;
        let name = char::from(tag).to_string();
        let parts = vm.ctx.new_tuple(parts);
        match self.terms.build.call((name.clone(), number, parts), vm) {
            Err(error)
                if error.fast_isinstance(vm.ctx.exceptions.exception_type)
                    && !error.class().is(&self.terms.refusal) =>
            {
                self.refuse(&format!("bad {name}: {}", error.class().name()))
            }
            result => result,
        }
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
