"""Small faults that somebody could make in an analysis: each is one changed place in the body of one function."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType

Change = Callable[[ast.AST], str | None]

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMED = {
    "min": "max", "max": "min", "sum": "mean", "mean": "median", "any": "all", "all": "any", "head": "tail", "tail": "head",
    "idxmax": "idxmin", "idxmin": "idxmax", "first": "last", "last": "first", "ge": "gt", "gt": "ge", "le": "lt", "lt": "le",
    "notna": "isna", "isna": "notna", "minimum": "maximum", "maximum": "minimum", "floor": "ceil", "ceil": "floor",
    "nsmallest": "nlargest", "nlargest": "nsmallest", "nunique": "size",
}  # fmt: skip
LIMITS = {"clip", "fillna", "abs", "dropna"}
# What is the same whichever side comes first.
SYMMETRIC = {"corrcoef", "fmax", "fmin", "hypot", "logaddexp", "max", "maximum", "min", "minimum"}
# What a function that notes its calls tells them to: a name that every module sees.
NOTE = "__noted_by_the_trial__"


@dataclass(frozen=True)
class Mutation:
    """One changed place: the module's file, the function, the line, what stands there and what was made of it."""

    file: Path
    function: str
    line: int
    place: int
    what: str
    # Which of the places of this function that read the same it is, and how many there are.
    which: tuple[int, int] = (1, 1)

    @property
    def name(self) -> str:
        """What the sample is drawn by: it stays the same when lines above it move."""
        return f"{self.file.stem}.{self.function}: {self.what}"

    def excused_as(self, library: Path) -> str:
        """How it is called in the list of survivors: this place alone, for as long as its function has as many places that read the same."""
        number, many = self.which
        told = f" ({number} of {many})" if many > 1 else ""
        return f"{self.file.relative_to(library).as_posix()} {self.function}: {self.what}{told}"


def mutations(file: Path) -> Iterator[Mutation]:
    """Every fault that can be put into this module, in the order of its lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for name, function in _functions(tree):
        if _tells(function):
            continue
        found, guards = [], _guards(function)
        for place, (node, change) in enumerate(_places(function)):
            what = change(copy.deepcopy(node))
            if what and id(node) not in guards:
                line = getattr(node, "lineno", function.lineno)
                found.append(Mutation(file, name, line, place, what))
        yield from _numbered(found)


def _numbered(found: list[Mutation]) -> Iterator[Mutation]:
    """Faults of one function, those that read the same told apart by their number."""
    many, seen = Counter(one.what for one in found), Counter[str]()
    for one in found:
        seen[one.what] += 1
        yield replace(one, which=(seen[one.what], many[one.what]))


def mutated(mutation: Mutation) -> CodeType:
    """The code of the function with the fault in it."""
    tree = ast.parse(mutation.file.read_text(encoding="utf-8"))
    function = next(found for name, found in _functions(tree) if name == mutation.function)
    node, change = list(_places(function))[mutation.place]
    change(node)
    module = compile(ast.fix_missing_locations(tree), str(mutation.file), "exec")
    return next(code for code in _codes(module) if code.co_qualname == mutation.function)


def noting(file: Path, prefix: str) -> Iterator[tuple[str, CodeType]]:
    """Each function of this module, and its code with one line more: it tells its address to `NOTE` whenever it is called."""

    def note(name: str, function: ast.FunctionDef) -> None:
        function.body.insert(0, ast.parse(f"{NOTE}({prefix + name!r})").body[0])

    return rewritten(file, note)


def rewritten(file: Path, change: Callable[[str, ast.FunctionDef], None]) -> Iterator[tuple[str, CodeType]]:
    """Each function of this module by its name, and its code after a change."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = []
    for name, function in _functions(tree):
        names.append(name)
        change(name, function)
    codes = {
        code.co_qualname: code for code in _codes(compile(ast.fix_missing_locations(tree), str(file), "exec"))
    }
    yield from ((name, codes[name]) for name in names)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _guards(function: ast.FunctionDef) -> set[int]:
    """What only says that two sides are of one length (`zip(…, strict=True)`): they are, or something broke before."""
    return {
        id(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.keyword) and node.arg == "strict"
    }


def _tells(function: ast.FunctionDef) -> bool:
    """Whether it draws or says what others have counted: pages are read by other tests."""
    drawn = any(one.arg == "axes" for one in function.args.args) or ast.unparse(
        function.returns or ast.Constant("")
    ).endswith("Drawing")
    if drawn or function.name.lstrip("_").startswith("plot"):
        return True
    called = {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return bool(called & {"_", "Finding", "risk", "action", "good_news", "agree"})


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _places(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, Change]]:
    """The places of a function's body, each with the change that belongs to it."""
    for statement in function.body:
        for node in _walk(statement):
            yield from ((node, change) for change in _changes(node))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below, less annotations: they change nothing that runs."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        yield _compare
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        yield _count
    elif isinstance(node, ast.BoolOp):
        yield _join
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        yield _constant
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield _sign
    elif isinstance(node, ast.Call):
        yield from _called(node)


def _called(node: ast.Call) -> Iterator[Change]:
    named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if named in NAMED:
        yield _rename
    if named in LIMITS and isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
        yield _unlimited
    if len(node.args) >= 2 and all(isinstance(one, ast.Name) for one in node.args[:2]):
        yield _swap if named not in SYMMETRIC else _nothing


def _compare(node: ast.AST) -> str | None:
    assert isinstance(node, ast.Compare)
    before = ast.unparse(node)
    node.ops[0] = COMPARED[type(node.ops[0])]()
    return f"{before} → {ast.unparse(node)}"


def _count(node: ast.AST) -> str | None:
    assert isinstance(node, ast.BinOp)
    # Text put together is words, not a number.
    if any(
        isinstance(side, ast.JoinedStr) or isinstance(getattr(side, "value", None), str)
        for side in (node.left, node.right)
    ):
        return None
    before = ast.unparse(node)
    node.op = COUNTED[type(node.op)]()
    return f"{before} → {ast.unparse(node)}"


def _join(node: ast.AST) -> str | None:
    assert isinstance(node, ast.BoolOp)
    before = ast.unparse(node)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"{before} → {ast.unparse(node)}"


def _constant(node: ast.AST) -> str | None:
    assert isinstance(node, ast.Constant)
    before = node.value
    node.value = (
        (not before)
        if isinstance(before, bool)
        else before + 1
        if isinstance(before, int)
        else before * 1.5 + 0.01
    )
    return f"{before} → {node.value} on line «{before}»"


def _sign(node: ast.AST) -> str | None:
    assert isinstance(node, ast.UnaryOp)
    before = ast.unparse(node)
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else node.op
    if not isinstance(node.op, ast.UAdd):
        # Twice not is what there was without it.
        node.operand = ast.UnaryOp(node.op, node.operand)
    return f"{before} without its sign"


def _rename(node: ast.AST) -> str | None:
    assert isinstance(node, ast.Call)
    before = ast.unparse(node)
    if isinstance(node.func, ast.Attribute):
        node.func.attr = NAMED[node.func.attr]
    elif isinstance(node.func, ast.Name) and node.func.id in ("min", "max", "any", "all"):
        node.func.id = NAMED[node.func.id]
    else:
        return None
    return f"{before} → {ast.unparse(node)}"


def _unlimited(node: ast.AST) -> str | None:
    """The same without its cap: the call becomes `.pipe(lambda same: same)`."""
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Attribute)
    before = ast.unparse(node)
    name = node.func.attr
    node.func = ast.Attribute(node.func.value, "pipe", ast.Load())
    node.args = [ast.parse("lambda same: same", mode="eval").body]
    node.keywords = []
    return f"{before} without {name}"


def _swap(node: ast.AST) -> str | None:
    assert isinstance(node, ast.Call)
    before = ast.unparse(node)
    node.args[0], node.args[1] = node.args[1], node.args[0]
    return f"{before} → {ast.unparse(node)}" if ast.unparse(node) != before else None


def _nothing(_node: ast.AST) -> None:
    """No fault; its place is counted, so that the others keep theirs."""
