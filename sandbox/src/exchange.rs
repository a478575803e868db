//! Requests of one side of the boundary and the peer's that it serves, as a native module, `_viva_exchange`: what `Side.request` and
//! `Side.serve` of `lib/_viva/boundary/side.py` define, in the same order and with the same errors.
//!
//! What happens with most messages is done here. Whatever is rarer is asked of the side: what the peer may do (`_allow`), arguments
//! changed in place (`_held`, `_changed`, `_copy_back`), mirrored contents (`_mark_told`, `_news`, `_refresh`).

pub(crate) use _viva_exchange::module_def;

#[rustpython_vm::pymodule]
mod _viva_exchange {
    use std::cell::Cell;
    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustpython_vm::{
        AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{
            PyBaseExceptionRef, PyBytesRef, PyDictRef, PyInt, PyListRef, PyStr, PyTuple, PyType,
        },
        common::lock::PyMutex,
        function::PosArgs,
        object::PyRef,
        pyclass,
        types::Constructor,
    };

    use crate::host;
    use crate::tables::{Exports, Imports};
    use crate::wire::{Terms, decode, encode, encode_tuples};

    thread_local! {
        /// Requests of this thread that wait inside each other.
        static NESTING: Cell<usize> = const { Cell::new(0) };
    }

    #[pyattr]
    #[pyclass(name = "Exchange", module = "_viva_exchange")]
    #[derive(Debug, PyPayload)]
    struct Exchange {
        side: PyObjectRef,
        trusted: bool,
        max_nesting: usize,
        terms: Terms,
        exports: PyRef<Exports>,
        imports: PyRef<Imports>,
        /// Numbers of the peer's classes that we built and have not yet told.
        built: PyObjectRef,
        /// number -> contents of ours that the peer has a copy of.
        mirrored: PyDictRef,
        /// number -> what a traceback of the peer's said.
        traces: PyDictRef,
        /// kind -> what is done.
        perform: PyDictRef,
        last_word: PyBytesRef,
        /// Serves what comes while a request waits.
        serve: PyObjectRef,
        /// Threads that wait for a reply.
        parked: AtomicUsize,
        let_go: PyMutex<VecDeque<(usize, i64)>>,
    }

    fn tuple<'a>(x: &'a PyObject, vm: &VirtualMachine) -> Option<&'a Py<PyTuple>> {
        x.downcast_ref_if_exact(vm)
    }

    /// What is in a tuple of that many items.
    fn items<'a, const N: usize>(
        x: &'a PyObject,
        vm: &VirtualMachine,
    ) -> Option<&'a [PyObjectRef; N]> {
        tuple(x, vm)?.as_slice().try_into().ok()
    }

    impl Constructor for Exchange {
        /// The side, and what serves the requests that come while one of its own waits.
        type Args = (PyObjectRef, PyObjectRef);

        fn py_new(
            _cls: &Py<PyType>,
            (side, serve): Self::Args,
            vm: &VirtualMachine,
        ) -> PyResult<Self> {
            let of = |name: &'static str| side.get_attr(name, vm);
            let exports: PyRef<Exports> = of("exports")?.try_into_value(vm)?;
            let imports: PyRef<Imports> = of("imports")?.try_into_value(vm)?;
            Ok(Self {
                trusted: of("trusted")?.try_into_value(vm)?,
                max_nesting: of("max_nesting")?.try_into_value(vm)?,
                terms: Terms::of(&side, vm)?.with_tables(exports.clone(), imports.clone()),
                exports,
                imports,
                built: of("_built")?,
                mirrored: of("_mirrored")?.try_into_value(vm)?,
                traces: of("traces")?.try_into_value(vm)?,
                perform: of("_perform")?.try_into_value(vm)?,
                last_word: of("_last_word")?.try_into_value(vm)?,
                serve,
                parked: AtomicUsize::new(0),
                let_go: PyMutex::default(),
                side,
            })
        }
    }

    #[pyclass(with(Constructor))]
    impl Exchange {
        /// request(kind, *payload): asks the peer, and returns its value or raises its exception.
        #[pymethod]
        fn request(zelf: &Py<Self>, args: PosArgs, vm: &VirtualMachine) -> PyResult {
            let args = args.into_vec();
            let Some((kind, payload)) = args.split_first() else {
                return Err(vm.new_type_error("a request has a kind"));
            };
            let nesting = NESTING.get();
            if nesting >= zelf.max_nesting {
                return Err(vm.new_recursion_error(
                    "too many calls across the boundary inside each other".to_owned(),
                ));
            }
            let news = zelf.news(vm)?;
            let (data, sent) = encode_tuples(&[kind, &news], payload, &zelf.terms, vm)?;
            zelf.mark_told(vm)?;

            NESTING.set(nesting + 1);
            zelf.parked.fetch_add(1, Ordering::Relaxed);
            let reply = host::call(&data, |request| zelf.served(request, vm), vm)
                .and_then(|reply| decode(&reply, &zelf.terms, sent.clone(), vm));
            zelf.parked.fetch_sub(1, Ordering::Relaxed);
            NESTING.set(nesting);

            let (reply, _) = reply?;
            let Some([outcome, news, value, back]) = items(&reply, vm) else {
                return zelf.terms.refuse("bad reply", vm);
            };
            zelf.accept(news, vm)?;
            match tuple(back, vm) {
                Some(changes) if changes.is_empty() => {}
                Some(_) => {
                    let sent = vm.ctx.new_list(sent);
                    vm.call_method(&zelf.side, "_copy_back", (back.clone(), sent))?;
                }
                None => return zelf.terms.refuse("bad reply", vm),
            }
            let outcome = outcome.downcast_ref_if_exact::<PyStr>(vm);
            match outcome.map_or(&b""[..], |outcome| outcome.as_bytes()) {
                b"r" => Ok(value.clone()),
                b"x" => match value.clone().try_into_value::<PyBaseExceptionRef>(vm) {
                    Ok(error) => Err(error),
                    Err(_) => zelf.terms.refuse("bad reply", vm),
                },
                b"w" => match value.downcast_ref_if_exact::<PyStr>(vm) {
                    Some(text) => zelf.terms.refuse(&text.to_string_lossy(), vm),
                    None => zelf.terms.refuse("bad reply", vm),
                },
                _ => zelf.terms.refuse("bad reply", vm),
            }
        }

        /// serve(data): the reply to one request of the peer's. Never raises.
        #[pymethod]
        fn serve(zelf: &Py<Self>, data: PyBytesRef, vm: &VirtualMachine) -> Vec<u8> {
            let mut received = Vec::new();
            let mut before = None;
            let outcome = zelf
                .mark_told(vm)
                .and_then(|()| zelf.performed(data.as_bytes(), &mut received, &mut before, vm));
            let (letter, value) = match outcome {
                Ok(value) => ("r", value),
                Err(error) if error.fast_isinstance(&zelf.terms.refusal) => {
                    let text = error.as_object().str(vm);
                    ("w", text.map_or_else(|_| vm.ctx.none(), Into::into))
                }
                Err(error) => {
                    if zelf.trusted {
                        // What that may raise changes nothing about what is replied.
                        let _ = vm.call_method(&zelf.side, "_remember", (error.clone(),));
                    }
                    ("x", error.into())
                }
            };
            zelf.reply(letter, value, received, before, vm)
                .or_else(|error| {
                    let text = if error.fast_isinstance(&zelf.terms.refusal) {
                        error.as_object().str(vm)?.to_string_lossy().into_owned()
                    } else {
                        format!("{} while sending a value", error.class().name())
                    };
                    let reply = vm.ctx.new_tuple(vec![
                        vm.ctx.new_str("w").into(),
                        vm.ctx.none(),
                        vm.ctx.new_str(text).into(),
                        vm.ctx.new_tuple(Vec::new()).into(),
                    ]);
                    Ok(encode(reply.as_object(), &zelf.terms, &[], vm)?.0)
                })
                // No memory, no stack left.
                .unwrap_or_else(|_: PyBaseExceptionRef| zelf.last_word.as_bytes().to_vec())
        }
    }

    impl Exchange {
        /// What came while one of our requests waits.
        fn served(&self, request: Vec<u8>, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
            let reply = self.serve.call((vm.ctx.new_bytes(request),), vm)?;
            Ok(reply.try_into_value::<PyBytesRef>(vm)?.as_bytes().to_vec())
        }

        /// Does what one request of the peer's asks. `received` is what it numbers, `before` what was in that.
        fn performed(
            &self,
            data: &[u8],
            received: &mut Vec<PyObjectRef>,
            before: &mut Option<PyObjectRef>,
            vm: &VirtualMachine,
        ) -> PyResult {
            let (request, numbered) = decode(data, &self.terms, Vec::new(), vm)?;
            *received = numbered;
            let Some([kind, news, payload]) = items(&request, vm) else {
                return self.terms.refuse("bad request", vm);
            };
            self.accept(news, vm)?;
            let guarded = !vm.is_none(&*self.side.get_attr("guard", vm)?);
            if guarded {
                vm.call_method(&self.side, "_allow", (kind.clone(), payload.clone()))?;
            }
            let Some(payload) = payload.downcast_ref_if_exact::<PyTuple>(vm) else {
                return self.terms.refuse("bad request", vm);
            };
            let perform = self.perform.get_item(&**kind, vm)?;
            if !received.is_empty() {
                let received = vm.ctx.new_list(received.clone());
                *before = Some(vm.call_method(&self.side, "_held", (received,))?);
            }
            // The two that most requests are; where nothing is guarded, the table says the same of them.
            let kind = kind.downcast_ref_if_exact::<PyStr>(vm).filter(|_| !guarded);
            match (
                kind.map_or(&b""[..], |kind| kind.as_bytes()),
                payload.as_slice(),
            ) {
                (b"get", [x, name]) => {
                    if let Some(name) = name.downcast_ref_if_exact::<PyStr>(vm)
                        && name.as_bytes() != b"__dict__"
                    {
                        return x.get_attr(name, vm);
                    }
                }
                (b"call", [x, args, names]) => {
                    if let (Some(args), Some([])) = (tuple(args, vm), items(names, vm)) {
                        return x.call(PosArgs::new(args.as_slice().to_vec()), vm);
                    }
                }
                _ => {}
            }
            perform.call(PosArgs::new(payload.as_slice().to_vec()), vm)
        }

        fn reply(
            &self,
            letter: &str,
            value: PyObjectRef,
            received: Vec<PyObjectRef>,
            before: Option<PyObjectRef>,
            vm: &VirtualMachine,
        ) -> PyResult<Vec<u8>> {
            let back = match before {
                Some(before) => {
                    let received: PyListRef = vm.ctx.new_list(received.clone());
                    vm.call_method(&self.side, "_changed", (received, before))?
                }
                None => vm.ctx.empty_tuple.clone().into(),
            };
            let letter = vm.ctx.new_str(letter).into();
            let reply = vm.ctx.new_tuple(vec![letter, self.news(vm)?, value, back]);
            Ok(encode(reply.as_object(), &self.terms, &received, vm)?.0)
        }

        /// What this thread's messages tell of mirrored contents from now on.
        fn mark_told(&self, vm: &VirtualMachine) -> PyResult<()> {
            if !self.mirrored.is_empty() {
                vm.call_method(&self.side, "_mark_told", ())?;
            }
            Ok(())
        }

        /// (handles let go, changed contents, classes built), or None if there is nothing to tell.
        fn news(&self, vm: &VirtualMachine) -> PyResult {
            let dead = self.imports.has_dead();
            if !self.mirrored.is_empty()
                || self.built.length(vm)? > 0
                || (dead && !self.traces.is_empty())
            {
                return vm.call_method(&self.side, "_news", ());
            }
            if !dead {
                return Ok(vm.ctx.none());
            }
            let nothing = || vm.ctx.empty_tuple.clone().into();
            let released = Imports::take_dead(&self.imports, vm);
            Ok(vm
                .ctx
                .new_tuple(vec![released.into(), nothing(), nothing()])
                .into())
        }

        fn accept(&self, news: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
            if !vm.is_none(news) {
                self.take_news(news, vm)?;
            }
            // A reply on its way to another thread of ours may name an object that the peer has let go since it was sent.
            while self.parked.load(Ordering::Relaxed) <= NESTING.get() {
                let Some((number, times)) = self.let_go.lock().pop_front() else {
                    break;
                };
                if self.exports.let_go(number, times, vm)?
                    && self
                        .mirrored
                        .contains_key(vm.ctx.new_int(number).as_object(), vm)
                {
                    let mirrors = self.side.get_attr("mirrors", vm)?;
                    vm.call_method(&mirrors, "drop", (number,))?;
                }
            }
            Ok(())
        }

        fn take_news(&self, news: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
            let Some([released, changes, classes]) = items(news, vm) else {
                return self.terms.refuse("bad news", vm);
            };
            let (Some(released), Some(changes), Some(numbers)) =
                (tuple(released, vm), tuple(changes, vm), tuple(classes, vm))
            else {
                return self.terms.refuse("bad news", vm);
            };
            for entry in released.as_slice() {
                let Some([number, times]) = items(entry, vm) else {
                    return self.terms.refuse("bad news", vm);
                };
                let (Some(number), Some(times)) = (
                    number.downcast_ref_if_exact::<PyInt>(vm),
                    times.downcast_ref_if_exact::<PyInt>(vm),
                ) else {
                    return self.terms.refuse("bad news", vm);
                };
                // No object has a number that is larger.
                if let (Ok(number), Ok(times)) =
                    (number.try_to_primitive(vm), times.try_to_primitive(vm))
                {
                    self.let_go.lock().push_back((number, times));
                }
            }
            for entry in changes.as_slice() {
                vm.call_method(&self.side, "_refresh", (entry.clone(),))?;
            }
            if !numbers.is_empty() {
                let known = self.side.get_attr("classes", vm)?;
                vm.call_method(&known, "known", (classes.clone(),))?;
            }
            Ok(())
        }
    }
}
