//! Who holds what, as a native module, `_viva_tables`: what `lib/_viva/boundary/tables.py` defines, which says why.
//!
//! Threads may be preempted anywhere, so each table changes under its lock. While it is held nothing is called and no object dies: a
//! finalizer may come back here.

pub(crate) use _viva_tables::{Exports, Imports, module_def};

#[rustpython_vm::pymodule]
mod _viva_tables {
    use std::collections::{BTreeMap, BTreeSet, VecDeque};

    use rustpython_vm::{
        AsObject, FromArgs, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyIntRef, PyTupleRef, PyType, PyWeak},
        common::lock::PyMutex,
        function::{FuncArgs, PosArgs},
        object::PyRef,
        pyclass,
        types::{Callable, Constructor},
    };

    /// Our objects by number. One leaves when the peer has let go of it as often as it was sent.
    #[pyattr]
    #[pyclass(name = "Exports", module = "_viva_tables")]
    #[derive(Debug, PyPayload)]
    pub(crate) struct Exports {
        /// number -> object; the serializer reads it for "o".
        pub(crate) objects: PyDictRef,
        /// id of a class -> its number, if the peer has built it and its instances cross as handles.
        pub(crate) kinds: PyDictRef,
        sent: PyMutex<Sent>,
    }

    #[derive(Debug, Default)]
    struct Sent {
        last: usize,
        /// id -> number.
        numbers: BTreeMap<usize, usize>,
        /// number -> times sent and not yet let go; absent for a class, which stays.
        times: BTreeMap<usize, i64>,
        /// Numbers of objects handed over as values, not only described as somebody's class.
        handed: BTreeSet<usize>,
    }

    impl Constructor for Exports {
        type Args = FuncArgs;

        fn py_new(_cls: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
            Ok(Self {
                objects: vm.ctx.new_dict(),
                kinds: vm.ctx.new_dict(),
                sent: PyMutex::default(),
            })
        }
    }

    impl Exports {
        /// The number of `x`, a new one if it has none.
        fn number(&self, x: &PyObject, sent: &mut Sent, vm: &VirtualMachine) -> PyResult<usize> {
            if let Some(&number) = sent.numbers.get(&x.get_id()) {
                return Ok(number);
            }
            let number = sent.last + 1;
            // Calls nothing: the key is an integer that isn't in the dictionary.
            self.objects
                .set_item(vm.ctx.new_int(number).as_object(), x.to_owned(), vm)?;
            sent.last = number;
            sent.numbers.insert(x.get_id(), number);
            Ok(number)
        }

        /// The number for x, counted as sent once more.
        pub(crate) fn count(&self, x: &PyObject, vm: &VirtualMachine) -> PyResult<usize> {
            let sent = &mut *self.sent.lock();
            let number = self.number(x, sent, vm)?;
            if let Some(times) = sent.times.get_mut(&number) {
                *times += 1;
            } else {
                sent.times.insert(number, 1);
                sent.handed.insert(number);
            }
            Ok(number)
        }

        /// The peer let go. True if the object left the table.
        pub(crate) fn let_go(
            &self,
            number: usize,
            times: i64,
            vm: &VirtualMachine,
        ) -> PyResult<bool> {
            // Named, since it dies here, after the lock: its `__del__` may do anything.
            let _x;
            {
                let sent = &mut *self.sent.lock();
                let Some(left) = sent.times.get_mut(&number) else {
                    return Ok(false);
                };
                if *left > times {
                    *left = left.saturating_sub(times);
                    return Ok(false);
                }
                sent.times.remove(&number);
                sent.handed.remove(&number);
                let x = self
                    .objects
                    .pop_item(vm.ctx.new_int(number).as_object(), vm)?;
                if let Some(x) = &x {
                    sent.numbers.remove(&x.get_id());
                }
                _x = x;
            }
            Ok(true)
        }
    }

    #[pyclass(with(Constructor))]
    impl Exports {
        #[pygetset]
        fn objects(zelf: &Py<Self>) -> PyDictRef {
            zelf.objects.clone()
        }

        #[pygetset]
        fn kinds(zelf: &Py<Self>) -> PyDictRef {
            zelf.kinds.clone()
        }

        #[pymethod]
        fn send(zelf: &Py<Self>, x: PyObjectRef, vm: &VirtualMachine) -> PyResult<usize> {
            zelf.count(&x, vm)
        }

        /// The number for a class. It stays: the peer builds a class once and keeps it.
        #[pymethod]
        fn pin(zelf: &Py<Self>, args: PinArgs, vm: &VirtualMachine) -> PyResult<usize> {
            let sent = &mut *zelf.sent.lock();
            let number = zelf.number(&args.cls, sent, vm)?;
            if args.handed {
                sent.handed.insert(number);
            }
            Ok(number)
        }

        #[pymethod]
        fn number_of(zelf: &Py<Self>, x: PyObjectRef) -> Option<usize> {
            zelf.sent.lock().numbers.get(&x.get_id()).copied()
        }

        /// Whether x itself was handed to the peer.
        #[pymethod]
        fn handed(zelf: &Py<Self>, x: PyObjectRef) -> bool {
            let sent = zelf.sent.lock();
            let number = sent.numbers.get(&x.get_id());
            number.is_some_and(|number| sent.handed.contains(number))
        }

        #[pymethod]
        fn release(
            zelf: &Py<Self>,
            number: PyIntRef,
            times: PyIntRef,
            vm: &VirtualMachine,
        ) -> PyResult<bool> {
            match (number.try_to_primitive(vm), times.try_to_primitive(vm)) {
                (Ok(number), Ok(times)) => zelf.let_go(number, times, vm),
                // No object has such a number.
                _ => Ok(false),
            }
        }
    }

    #[derive(FromArgs)]
    struct PinArgs {
        #[pyarg(positional)]
        cls: PyObjectRef,
        #[pyarg(any, default = false)]
        handed: bool,
    }

    /// Proxies of the peer's objects by number, and how often each number came. Called, it hears of a proxy's death.
    #[pyattr]
    #[pyclass(name = "Imports", module = "_viva_tables")]
    #[derive(Debug, PyPayload)]
    pub(crate) struct Imports {
        /// The peer's number of a class -> proxy class, if its instances come as handles.
        pub(crate) kinds: PyDictRef,
        received: PyMutex<Received>,
    }

    #[derive(Debug, Default)]
    struct Received {
        proxies: BTreeMap<u64, Held>,
        /// id of a weak reference -> number.
        numbers: BTreeMap<usize, u64>,
        /// What to tell the owner: (number, times it came).
        dead: VecDeque<(u64, i64)>,
    }

    #[derive(Debug)]
    struct Held {
        proxy: Reference,
        times: i64,
    }

    #[derive(Debug, Clone)]
    enum Reference {
        Weak(PyRef<PyWeak>),
        /// Of what can't be weakly referenced (subclasses of int, tuple, bytes): kept until the case ends.
        Strong(PyObjectRef),
    }

    impl Reference {
        fn get(&self) -> Option<PyObjectRef> {
            match self {
                Reference::Weak(weak) => weak.upgrade(),
                Reference::Strong(proxy) => Some(proxy.clone()),
            }
        }
    }

    impl Received {
        /// Forgets the proxy of that number, and remembers to tell that.
        fn bury(&mut self, number: u64) -> Option<Held> {
            let held = self.proxies.remove(&number)?;
            if let Reference::Weak(weak) = &held.proxy {
                self.numbers.remove(&weak.get_id());
            }
            self.dead.push_back((number, held.times));
            Some(held)
        }

        fn again(&mut self, number: u64) -> Option<PyObjectRef> {
            let held = self.proxies.get_mut(&number)?;
            let proxy = held.proxy.get()?;
            held.times += 1;
            Some(proxy)
        }
    }

    impl Constructor for Imports {
        type Args = FuncArgs;

        fn py_new(_cls: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
            Ok(Self {
                kinds: vm.ctx.new_dict(),
                received: PyMutex::default(),
            })
        }
    }

    impl Callable for Imports {
        type Args = (PyObjectRef,);

        fn call(zelf: &Py<Self>, (weak,): (PyObjectRef,), vm: &VirtualMachine) -> PyResult {
            // Named, since it dies here, after the lock.
            let _held;
            {
                let mut received = zelf.received.lock();
                let number = received.numbers.get(&weak.get_id()).copied();
                _held = number.and_then(|number| received.bury(number));
            }
            Ok(vm.ctx.none())
        }
    }

    impl Imports {
        /// The proxy of that number, as `make` makes it if there is none. The number came once more.
        pub(crate) fn get(
            zelf: &Py<Self>,
            number: u64,
            make: impl FnOnce() -> PyResult,
            vm: &VirtualMachine,
        ) -> PyResult {
            let found = zelf.received.lock().again(number);
            if let Some(found) = found {
                return Ok(found);
            }
            let proxy = make()?;
            let reference = match proxy.downgrade(Some(zelf.as_object().to_owned()), vm) {
                Ok(weak) => Reference::Weak(weak),
                Err(_) => Reference::Strong(proxy.clone()),
            };
            // Named, since it dies after the lock.
            let _replaced;
            let mut received = zelf.received.lock();
            // Another thread may have been faster.
            let found = received.again(number);
            if found.is_none() {
                _replaced = received.bury(number);
                if let Reference::Weak(weak) = &reference {
                    received.numbers.insert(weak.get_id(), number);
                }
                let held = Held {
                    proxy: reference,
                    times: 1,
                };
                received.proxies.insert(number, held);
            }
            drop(received);
            Ok(found.unwrap_or(proxy))
        }

        pub(crate) fn has_dead(&self) -> bool {
            !self.received.lock().dead.is_empty()
        }
    }

    #[pyclass(with(Constructor, Callable))]
    impl Imports {
        #[pygetset]
        fn kinds(zelf: &Py<Self>) -> PyDictRef {
            zelf.kinds.clone()
        }

        /// Whether there is anything that `take_dead` would tell.
        #[pygetset]
        fn dead(zelf: &Py<Self>) -> bool {
            zelf.has_dead()
        }

        /// receive(number, make, *args): the proxy of that number, made by make(*args) if there is none.
        #[pymethod]
        fn receive(
            zelf: &Py<Self>,
            number: u64,
            make: PyObjectRef,
            args: PosArgs,
            vm: &VirtualMachine,
        ) -> PyResult {
            Self::get(zelf, number, || make.call(args, vm), vm)
        }

        /// The proxy of that number if it is alive; nothing is counted.
        #[pymethod]
        fn peek(zelf: &Py<Self>, number: PyIntRef, vm: &VirtualMachine) -> Option<PyObjectRef> {
            let number: u64 = number.try_to_primitive(vm).ok()?;
            let received = zelf.received.lock();
            received.proxies.get(&number)?.proxy.get()
        }

        /// Lets go of a proxy that is kept although it could die. Its number may come again.
        #[pymethod]
        fn discard(zelf: &Py<Self>, number: u64) {
            let held = zelf.received.lock().bury(number);
            drop(held);
        }

        /// What to tell the owner: ((number, times it came), ...).
        #[pymethod]
        pub(crate) fn take_dead(zelf: &Py<Self>, vm: &VirtualMachine) -> PyTupleRef {
            let dead = std::mem::take(&mut zelf.received.lock().dead);
            let pairs = dead.into_iter().map(|(number, times)| {
                let pair = vec![vm.ctx.new_int(number).into(), vm.ctx.new_int(times).into()];
                vm.ctx.new_tuple(pair).into()
            });
            vm.ctx.new_tuple(pairs.collect())
        }
    }
}
