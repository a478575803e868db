//! Rewrites the threaded guest so that a host kernel can run it deterministically on one thread.
//!
//! Every blocking instruction becomes a call into the kernel, every atomic a plain load, operation and store, and the shared
//! memory a plain one of fixed size that the host maps. That is sound because only one wasm thread ever runs at a time and the
//! host preempts only at function entries and loop heads, never inside such a sequence.
//!
//! Knows WebAssembly; doesn't know Python or viva.

use std::convert::Infallible;

use wasm_encoder::reencode::{self, Error, Reencode};
use wasm_encoder::{self as we, Instruction as I, MemArg, ValType};
use wasmparser::{self as wp, Operator as O};

/// The calls that replace instructions, in the order of their function indices behind the module's own imports.
const KERNEL_CALLS: [(&str, &[ValType], &[ValType]); 5] = [
    // (address, expected, timeout in ns or negative, static offset) -> 0 woken, 1 not equal, 2 timed out
    (
        "wait32",
        &[ValType::I32, ValType::I32, ValType::I64, ValType::I32],
        &[ValType::I32],
    ),
    (
        "wait64",
        &[ValType::I32, ValType::I64, ValType::I64, ValType::I32],
        &[ValType::I32],
    ),
    // (address, count, static offset) -> threads woken
    (
        "notify",
        &[ValType::I32, ValType::I32, ValType::I32],
        &[ValType::I32],
    ),
    ("memory_size", &[], &[ValType::I32]),
    ("memory_grow", &[ValType::I32], &[ValType::I32]),
];
/// The module name of [`KERNEL_CALLS`].
const KERNEL: &str = "kernel";
/// The whole 32-bit address space, in pages of 64 KiB: the host decides how much of it is accessible.
const MEMORY_PAGES: u64 = 65_536;

/// Rewrites `wasm`, and tells with how many pages of memory it wants to start. The error says what in the module was not as expected.
pub fn rewrite(wasm: &[u8]) -> Result<(Vec<u8>, u64), String> {
    let mut rewriter = Rewriter::survey(wasm).map_err(|e| e.to_string())?;
    let mut module = we::Module::new();
    rewriter
        .parse_core_module(&mut module, wp::Parser::new(0), wasm)
        .map_err(|e| format!("{e:?}"))?;
    if !rewriter.memory_written {
        return Err(
            "the module has no global section before which its memory could be declared".into(),
        );
    }
    Ok((module.finish(), rewriter.start_pages))
}

struct Rewriter {
    imported_functions: u32,
    types: u32,
    /// Parameters of each function with a body, in order.
    params: Vec<u32>,
    next_body: usize,
    memory_written: bool,
    /// The minimum of the imported memory.
    start_pages: u64,
}

impl Rewriter {
    /// One pass over the sections for what must be known before bodies are rewritten.
    fn survey(wasm: &[u8]) -> Result<Rewriter, wp::BinaryReaderError> {
        let (mut imported_functions, mut type_params, mut params) = (0, Vec::new(), Vec::new());
        for payload in wp::Parser::new(0).parse_all(wasm) {
            match payload? {
                wp::Payload::TypeSection(section) => {
                    for group in section {
                        type_params.extend(
                            group?
                                .types()
                                .map(|t| t.unwrap_func().params().len() as u32),
                        );
                    }
                }
                wp::Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported_functions += u32::from(matches!(import?.ty, wp::TypeRef::Func(_)));
                    }
                }
                wp::Payload::FunctionSection(section) => {
                    for index in section {
                        params.push(type_params[index? as usize]);
                    }
                }
                _ => {}
            }
        }
        Ok(Rewriter {
            imported_functions,
            types: type_params.len() as u32,
            params,
            next_body: 0,
            memory_written: false,
            start_pages: 0,
        })
    }

    fn kernel_call(&self, index: u32) -> I<'static> {
        I::Call(self.imported_functions + index)
    }

    /// What replaces `op`, or None when it stays as it is. `scratch` is the first of the locals that [`lower`] may use.
    fn replacement(&self, op: &O<'_>, scratch: u32) -> Option<Vec<I<'static>>> {
        let call = |index, memarg: wp::MemArg| {
            vec![I::I32Const(memarg.offset as i32), self.kernel_call(index)]
        };
        match *op {
            O::MemoryAtomicWait32 { memarg } => Some(call(0, memarg)),
            O::MemoryAtomicWait64 { memarg } => Some(call(1, memarg)),
            O::MemoryAtomicNotify { memarg } => Some(call(2, memarg)),
            O::MemorySize { .. } => Some(vec![self.kernel_call(3)]),
            O::MemoryGrow { .. } => Some(vec![self.kernel_call(4)]),
            _ => lower(op, scratch),
        }
    }
}

impl Reencode for Rewriter {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(if index < self.imported_functions {
            index
        } else {
            index + KERNEL_CALLS.len() as u32
        })
    }

    fn parse_type_section(
        &mut self,
        types: &mut we::TypeSection,
        section: wp::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_type_section(self, types, section)?;
        for (_, params, results) in KERNEL_CALLS {
            types
                .ty()
                .function(params.iter().copied(), results.iter().copied());
        }
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut we::ImportSection,
        section: wp::ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            // The imported shared memory is declared inside instead, see intersperse_section_hook.
            match import.ty {
                wp::TypeRef::Func(ty) => {
                    imports.import(import.module, import.name, we::EntityType::Function(ty));
                }
                wp::TypeRef::Memory(memory) => self.start_pages = memory.initial,
                _ => {}
            }
        }
        for (k, (name, ..)) in KERNEL_CALLS.iter().enumerate() {
            imports.import(
                KERNEL,
                name,
                we::EntityType::Function(self.types + k as u32),
            );
        }
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut we::Module,
        _after: Option<we::SectionId>,
        before: Option<we::SectionId>,
    ) -> Result<(), Error> {
        if !self.memory_written && matches!(before, Some(we::SectionId::Global)) {
            self.memory_written = true;
            let mut memories = we::MemorySection::new();
            memories.memory(we::MemoryType {
                minimum: MEMORY_PAGES,
                maximum: Some(MEMORY_PAGES),
                memory64: false,
                shared: false,
                page_size_log2: None,
            });
            module.section(&memories);
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut we::CodeSection,
        body: wp::FunctionBody<'_>,
    ) -> Result<(), Error> {
        let mut scratch = self.params[self.next_body];
        self.next_body += 1;
        let mut locals = Vec::new();
        for local in body.get_locals_reader()? {
            let (count, ty) = local?;
            scratch += count;
            locals.push((count, self.val_type(ty)?));
        }
        let mut needs_scratch = false;
        let mut instructions = Vec::new();
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let op = reader.read()?;
            match self.replacement(&op, scratch) {
                Some(plain) => {
                    needs_scratch = true;
                    instructions.extend(plain);
                }
                None => instructions.push(self.instruction(op)?),
            }
        }
        if needs_scratch {
            locals.extend([(SCRATCH_I32, ValType::I32), (SCRATCH_I64, ValType::I64)]);
        }
        let mut function = we::Function::new(locals);
        for instruction in &instructions {
            function.instruction(instruction);
        }
        code.function(&function);
        Ok(())
    }
}

/// Scratch locals: address, and operand, old value and expected value as i32, then the latter three as i64.
const SCRATCH_I32: u32 = 4;
const SCRATCH_I64: u32 = 3;

#[derive(Clone, Copy)]
enum Width {
    W32,
    W32As8,
    W32As16,
    W64,
    W64As8,
    W64As16,
    W64As32,
}

#[derive(Clone, Copy)]
enum Rmw {
    Add,
    Sub,
    And,
    Or,
    Xor,
    Xchg,
    Cmpxchg,
}

impl Width {
    fn load(self, m: MemArg) -> I<'static> {
        match self {
            Width::W32 => I::I32Load(m),
            Width::W32As8 => I::I32Load8U(m),
            Width::W32As16 => I::I32Load16U(m),
            Width::W64 => I::I64Load(m),
            Width::W64As8 => I::I64Load8U(m),
            Width::W64As16 => I::I64Load16U(m),
            Width::W64As32 => I::I64Load32U(m),
        }
    }

    fn store(self, m: MemArg) -> I<'static> {
        match self {
            Width::W32 => I::I32Store(m),
            Width::W32As8 => I::I32Store8(m),
            Width::W32As16 => I::I32Store16(m),
            Width::W64 => I::I64Store(m),
            Width::W64As8 => I::I64Store8(m),
            Width::W64As16 => I::I64Store16(m),
            Width::W64As32 => I::I64Store32(m),
        }
    }

    fn is_64(self) -> bool {
        matches!(
            self,
            Width::W64 | Width::W64As8 | Width::W64As16 | Width::W64As32
        )
    }

    /// Cuts a compare-exchange's expected value to the width that is compared.
    fn mask(self) -> Vec<I<'static>> {
        match self {
            Width::W32 | Width::W64 => vec![],
            Width::W32As8 => vec![I::I32Const(0xff), I::I32And],
            Width::W32As16 => vec![I::I32Const(0xffff), I::I32And],
            Width::W64As8 => vec![I::I64Const(0xff), I::I64And],
            Width::W64As16 => vec![I::I64Const(0xffff), I::I64And],
            Width::W64As32 => vec![I::I64Const(0xffff_ffff), I::I64And],
        }
    }
}

/// The plain instructions for an atomic one, or None for any other.
fn lower(op: &O<'_>, scratch: u32) -> Option<Vec<I<'static>>> {
    if matches!(op, O::AtomicFence) {
        return Some(vec![]);
    }
    if let Some((width, m)) = atomic_load(op) {
        return Some(vec![width.load(m)]);
    }
    if let Some((width, m)) = atomic_store(op) {
        return Some(vec![width.store(m)]);
    }
    let (rmw, width, m) = atomic_rmw(op)?;
    let address = scratch;
    let [operand, old, expected] =
        [0, 1, 2].map(|k| scratch + k + if width.is_64() { SCRATCH_I32 } else { 1 });
    let mut out = vec![I::LocalSet(operand)];
    if matches!(rmw, Rmw::Cmpxchg) {
        out.extend(width.mask());
        out.push(I::LocalSet(expected));
    }
    out.extend([
        I::LocalTee(address),
        I::LocalGet(address),
        width.load(m),
        I::LocalSet(old),
    ]);
    let combined = |narrow, wide| {
        vec![
            I::LocalGet(old),
            I::LocalGet(operand),
            if width.is_64() { wide } else { narrow },
        ]
    };
    out.extend(match rmw {
        Rmw::Add => combined(I::I32Add, I::I64Add),
        Rmw::Sub => combined(I::I32Sub, I::I64Sub),
        Rmw::And => combined(I::I32And, I::I64And),
        Rmw::Or => combined(I::I32Or, I::I64Or),
        Rmw::Xor => combined(I::I32Xor, I::I64Xor),
        Rmw::Xchg => vec![I::LocalGet(operand)],
        Rmw::Cmpxchg => {
            let equal = if width.is_64() { I::I64Eq } else { I::I32Eq };
            vec![
                I::LocalGet(operand),
                I::LocalGet(old),
                I::LocalGet(old),
                I::LocalGet(expected),
                equal,
                I::Select,
            ]
        }
    });
    out.extend([width.store(m), I::LocalGet(old)]);
    Some(out)
}

fn memarg(m: wp::MemArg) -> MemArg {
    MemArg {
        offset: m.offset,
        align: u32::from(m.align),
        memory_index: 0,
    }
}

fn atomic_load(op: &O<'_>) -> Option<(Width, MemArg)> {
    use Width::*;
    let (width, m) = match *op {
        O::I32AtomicLoad { memarg } => (W32, memarg),
        O::I32AtomicLoad8U { memarg } => (W32As8, memarg),
        O::I32AtomicLoad16U { memarg } => (W32As16, memarg),
        O::I64AtomicLoad { memarg } => (W64, memarg),
        O::I64AtomicLoad8U { memarg } => (W64As8, memarg),
        O::I64AtomicLoad16U { memarg } => (W64As16, memarg),
        O::I64AtomicLoad32U { memarg } => (W64As32, memarg),
        _ => return None,
    };
    Some((width, memarg(m)))
}

fn atomic_store(op: &O<'_>) -> Option<(Width, MemArg)> {
    use Width::*;
    let (width, m) = match *op {
        O::I32AtomicStore { memarg } => (W32, memarg),
        O::I32AtomicStore8 { memarg } => (W32As8, memarg),
        O::I32AtomicStore16 { memarg } => (W32As16, memarg),
        O::I64AtomicStore { memarg } => (W64, memarg),
        O::I64AtomicStore8 { memarg } => (W64As8, memarg),
        O::I64AtomicStore16 { memarg } => (W64As16, memarg),
        O::I64AtomicStore32 { memarg } => (W64As32, memarg),
        _ => return None,
    };
    Some((width, memarg(m)))
}

fn atomic_rmw(op: &O<'_>) -> Option<(Rmw, Width, MemArg)> {
    use Rmw::*;
    use Width::*;
    macro_rules! table {
        ($($rmw:ident: $w32:ident $w8:ident $w16:ident $w64:ident $x8:ident $x16:ident $x32:ident;)*) => {
            match *op {
                $(O::$w32 { memarg } => ($rmw, W32, memarg),
                O::$w8 { memarg } => ($rmw, W32As8, memarg),
                O::$w16 { memarg } => ($rmw, W32As16, memarg),
                O::$w64 { memarg } => ($rmw, W64, memarg),
                O::$x8 { memarg } => ($rmw, W64As8, memarg),
                O::$x16 { memarg } => ($rmw, W64As16, memarg),
                O::$x32 { memarg } => ($rmw, W64As32, memarg),)*
                _ => return None,
            }
        };
    }
    let (rmw, width, m) = table! {
        Add: I32AtomicRmwAdd I32AtomicRmw8AddU I32AtomicRmw16AddU I64AtomicRmwAdd I64AtomicRmw8AddU I64AtomicRmw16AddU I64AtomicRmw32AddU;
        Sub: I32AtomicRmwSub I32AtomicRmw8SubU I32AtomicRmw16SubU I64AtomicRmwSub I64AtomicRmw8SubU I64AtomicRmw16SubU I64AtomicRmw32SubU;
        And: I32AtomicRmwAnd I32AtomicRmw8AndU I32AtomicRmw16AndU I64AtomicRmwAnd I64AtomicRmw8AndU I64AtomicRmw16AndU I64AtomicRmw32AndU;
        Or: I32AtomicRmwOr I32AtomicRmw8OrU I32AtomicRmw16OrU I64AtomicRmwOr I64AtomicRmw8OrU I64AtomicRmw16OrU I64AtomicRmw32OrU;
        Xor: I32AtomicRmwXor I32AtomicRmw8XorU I32AtomicRmw16XorU I64AtomicRmwXor I64AtomicRmw8XorU I64AtomicRmw16XorU I64AtomicRmw32XorU;
        Xchg: I32AtomicRmwXchg I32AtomicRmw8XchgU I32AtomicRmw16XchgU I64AtomicRmwXchg I64AtomicRmw8XchgU I64AtomicRmw16XchgU I64AtomicRmw32XchgU;
        Cmpxchg: I32AtomicRmwCmpxchg I32AtomicRmw8CmpxchgU I32AtomicRmw16CmpxchgU I64AtomicRmwCmpxchg I64AtomicRmw8CmpxchgU I64AtomicRmw16CmpxchgU I64AtomicRmw32CmpxchgU;
    };
    Some((rmw, width, memarg(m)))
}
