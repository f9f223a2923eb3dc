"""Reads YAML strictly: the 1.2 core schema, and nothing in which two readers could see different data."""

import re
from typing import NoReturn

import yaml

from xinfang_rules.characters import code_point
from xinfang_rules.sources.building import MAX_DIGITS, Builder, small_float, small_int
from xinfang_rules.sources.document import Document, quoted, shown

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]
try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML was built without libyaml: the same events, more slowly
    from yaml import SafeLoader as _Loader

# What YAML calls not printable; also the line breaks that only YAML 1.1 knows, and the byte order mark.
_NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")

# Compiled where something is wrong, or out of the ordinary.
_INDENTING_TAB = r"(?:\A|(?<=[\r\n])) *(\t)"
_YAML_1_2 = r"%YAML[ \t]+1\.2[ \t]*(?:[ \t]#.*)?"
_LINE = r"[^\r\n]+"
_PROPERTY = r"[!&]\S*(?:\s++|#[^\r\n]*+)*+"
_ESCAPE = r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
_SURROGATE_ESCAPE = r"\\(?:u|U0000)[dD][89a-fA-F]"

_PARSER_TOO_DEEP = "maximum nesting depth"  # libyaml 0.2.6 and later, at 1,000 levels
_TAB = "a tab indents this line; only spaces indent in YAML", "本行用制表符缩进；YAML 只能用空格缩进"
_DIRECTIVE = (
    "of the lines that start with %, only %YAML 1.2 is read; put a text in quotes",
    "以 % 开头的行只能是 %YAML 1.2；是文字的，请加引号",
)
_SURROGATE = (
    "half of a surrogate pair is no character; write the character itself",
    "这里有不成对的代理码，不是字符；请写字符本身",
)

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"([-+]?[0-9]+)|0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# Every plain scalar that is no text starts with one of these.
_NOT_TEXT_STARTS = frozenset("-+.0123456789~nNtTfF")


class _NumberError(ValueError):
    """A plain scalar is a number that is refused; its arguments say why, in English and in Chinese."""


def parse_yaml(text: str, source: str, *, seen: bool = False) -> Document:
    """Reads YAML text.

    Args:
        text: the text; a byte order mark at its start is passed over.
        source: the name to show in messages.
        seen: whether characters that cannot be seen are refused.

    Raises:
        SourceError: the text is not YAML, or holds what is refused; every finding up to the first error of
            syntax is listed.
    """
    text = text.removeprefix("\ufeff")
    builder = Builder(text, source, seen=seen)
    builder.check_text()
    _check_characters(builder)
    reader = _Reader(builder)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        if _PARSER_TOO_DEEP in str(error.problem) and error.problem_mark is not None:
            # It looked ahead, and gave up before the builder had counted. Without the level that was too much for it,
            # the builder comes to its own limit first, which is far lower.
            return parse_yaml(text[: error.problem_mark.index], source, seen=seen)
        _refuse(error, builder, reader.at)
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML lets these out for an escape or a version number beyond all bounds.
        message = "after this, something that cannot be decoded"
        builder.findings.stop("syntax", reader.at, message, "此后有无法解码的内容")
    if reader.empty:
        message = "there is nothing in it but white space or comments"
        builder.findings.stop("empty", None, message, "其中只有空白或者注释")
    reader.check_tabs()
    return builder.document()


def resolve(plain: str) -> bool | int | float | str | None:
    """Returns what a plain scalar stands for in the YAML 1.2 core schema.

    Raises:
        ValueError: it is a number, but not finite, too large or too long.
    """
    if plain and plain[0] not in _NOT_TEXT_STARTS:
        return plain
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    if (found := _INTEGER.fullmatch(plain)) is not None:
        decimal, octal, hexadecimal = found.groups()
        integer = small_int(decimal or octal or hexadecimal, 10 if decimal else 8 if octal else 16)
        if integer is None:
            raise _NumberError(
                f"an integer of more than {MAX_DIGITS} digits; a text of digits needs quotes",
                f"整数超过{MAX_DIGITS}位；是文字的，请加引号",
            )
        return integer
    if _FLOAT.fullmatch(plain) is not None:
        number = small_float(plain)
        if number is None:
            raise _NumberError("a number too large to be represented", "数字过大，无法表示")
        return number
    if _NOT_FINITE.fullmatch(plain) is not None:
        message = f"{plain} is no number that can be used here; a text needs quotes"
        raise _NumberError(message, f"{plain} 不能用作数字；是文字的，请加引号")
    return plain


class _Reader:
    """Turns the events of the parser into calls of the builder."""

    __slots__ = ("_builder", "_documents", "_long_scalars", "_text", "at", "empty")

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._text = builder.text
        self._documents = 0
        self._long_scalars: list[tuple[int, int]] = []
        self.at = 0
        self.empty = True

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        at = self.at = mark.index if mark is not None else self.at
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, at)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.empty = False
            self._check_properties(event, at)
            self._builder.open({} if isinstance(event, yaml.MappingStartEvent) else [], at)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._builder.close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, at)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                message = "a second document starts; a file holds one"
                self._builder.findings.stop("several-documents", at, message, "此处开始第二个文档；一个文件只能有一个")
            if self._text.startswith("%", at):
                self._check_directives(at)

    def check_tabs(self) -> None:
        """Notes the first tab that indents a line outside the scalars: the parser lets it pass in [ ] and { }."""
        if "\t" not in self._text:
            return
        start = 0
        for first, last in [*self._long_scalars, (len(self._text), 0)]:
            found = re.compile(_INDENTING_TAB).search(self._text, start, first)
            if found is not None:
                self._builder.findings.add("tab", found.start(1), *_TAB)
                return
            start = last

    def _scalar(self, event: yaml.ScalarEvent, at: int) -> None:
        builder = self._builder
        text = event.value
        self._check_properties(event, at)
        start, end = event.start_mark, event.end_mark
        if start is not None and end is not None and start.line != end.line:
            self._long_scalars.append((at, end.index))
        if event.style:
            self.empty = False
            if not text.isascii():
                self._check_surrogates(text, at)
            if builder.wants_key():
                builder.key(text, at)
            else:
                builder.value(text, at)
            return
        if text:
            self.empty = False
        try:
            value = resolve(text)
        except _NumberError as error:
            builder.findings.add("number", at, *error.args)
            value = None
        if not builder.wants_key():
            builder.value(value, at)
        elif isinstance(value, str):
            builder.key(value, at)
        else:
            message = f"the key {text[:40]} is not a text; put it in quotes" if text else "a key is missing here"
            chinese = f"键 {text[:40]} 不是文字，请加引号" if text else "此处缺少键"
            builder.findings.add("key-type", at, message, chinese)
            builder.lose_key()

    def _alias(self, event: yaml.AliasEvent, at: int) -> None:
        self.empty = False
        name = _short(event.anchor)
        message = f"the alias *{name}: write out what it stands for, or put a text in quotes"
        chinese = f"不能使用别名 *{name}：请写出它所代表的内容；是文字的，请加引号"
        self._builder.findings.add("anchor", at, message, chinese)
        if self._builder.wants_key():
            self._builder.lose_key()
        else:
            self._builder.value(None, at)

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, at: int) -> None:
        """Refuses an anchor and a tag, each at its own place."""
        if event.anchor is None and event.tag is None:
            return
        self.empty = False
        anchor_at = tag_at = at
        first = re.compile(_PROPERTY).match(self._text, at)
        if event.anchor is not None and event.tag is not None and first is not None:
            if self._text.startswith("&", at):
                tag_at = first.end()
            else:
                anchor_at = first.end()
        findings = self._builder.findings
        if event.anchor is not None:
            name = _short(event.anchor)
            message = f"the anchor &{name}: anchors are not read; put a text in quotes"
            findings.add("anchor", anchor_at, message, f"不能使用锚点 &{name}；是文字的，请加引号")
        if event.tag is not None:
            message = "tags are not read; put a text that starts with ! in quotes"
            findings.add("tag", tag_at, message, "不能使用标签；以 ! 开头的文字请加引号")

    def _check_directives(self, at: int) -> None:
        for line in re.compile(_LINE).finditer(self._text, at):
            if line[0].startswith("---"):
                return
            if line[0].startswith("%") and re.fullmatch(_YAML_1_2, line[0]) is None:
                self._builder.findings.add("directive", line.start(), *_DIRECTIVE)

    def _check_surrogates(self, value: str, at: int) -> None:
        # Only the parser in Python lets such escapes through; libyaml ends at the first one.
        try:
            value.encode()
        except UnicodeEncodeError:
            escapes = re.compile(_ESCAPE).finditer(self._text, at)
            place = next((escape.start() for escape in escapes if re.match(_SURROGATE_ESCAPE, escape[0])), at)
            self._builder.findings.add("surrogate", place, *_SURROGATE)


def _check_characters(builder: Builder) -> None:
    def tell(char: str, at: int) -> None:
        if "\ud800" <= char <= "\udfff":
            builder.findings.add("surrogate", at, *_SURROGATE)
            return
        name = code_point(char)
        message = f"the character {name} cannot be seen; remove it or write it as an escape in double quotes"
        chinese = f"字符 {name} 不可见，请删除，或者在双引号内写成转义"
        builder.findings.add("control-character", at, message, chinese)

    builder.refuse_each(_NOT_PRINTABLE, tell)


def _refuse(error: yaml.MarkedYAMLError, builder: Builder, at: int) -> NoReturn:
    """Ends the reading with the parser's error in one line and, where they are known, plainer words."""
    text = builder.text
    findings = builder.findings
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark is not None else at
    from_at = error.context_mark.index if error.context_mark is not None else at
    problem = " ".join((error.problem or "something that is not YAML").split())
    start_of_line = findings.lines.start_of_line(at)
    if "tab character" in problem or text.startswith("\t", at):
        findings.stop("tab", at, *_TAB)
    if text.startswith("%", start_of_line):
        findings.stop("directive", start_of_line, *_DIRECTIVE)
    if "invalid Unicode character escape" in problem:
        escape_at = text.rfind("\\", 0, at)
        if re.compile(_SURROGATE_ESCAPE).match(text, escape_at):
            findings.stop("surrogate", escape_at, *_SURROGATE)
    if "cannot start any token" in problem:
        char = text[at : at + 1]
        message = f"a value cannot start with {shown(char)}; put it in quotes"
        findings.stop("syntax", at, message, f"值不能以{quoted(char)}开头，请加引号")
    if "unexpected end of stream" in problem and text[from_at : from_at + 1] in ('"', "'"):
        findings.stop("syntax", from_at, "the closing quote of this text is missing", "这段文字没有右引号")
    if "document start" in problem:
        message = "the data ended before this; check the quotes and the indentation"
        findings.stop("syntax", at, message, "内容在此之前已经结束；请检查引号和缩进")
    wide_at = _full_width_colon(builder, at if "mapping values" in problem else from_at)
    if wide_at is not None and ("mapping values" in problem or "expected ':'" in problem):
        message = "a colon of full width stands here; after a key stands : and a space, not ："
        findings.stop("syntax", wide_at, message, "此处是全角冒号；键后用半角冒号 : 加空格，不用全角冒号")
    if "mapping values are not allowed" in problem:
        message = "no key can stand here; check the indentation, and put a text that contains ': ' in quotes"
        chinese = "此处不能有键；请检查缩进，含有半角冒号加空格的文字请加引号"
        findings.stop("syntax", at, message, chinese)
    if "could not find expected ':'" in problem:
        message, chinese = "a key without its colon and the space after it", "键后没有冒号，或者冒号后没有空格"
        findings.stop("syntax", from_at, message, chinese)
    context = error.context or ""
    begun = findings.lines.line(from_at)
    if context and from_at != at:
        context = f"{context} from line {begun}"
    told = f"{problem}, {context}" if context else problem
    if "did not find expected" in problem and "flow" in context:
        close = "}" if "mapping" in context else "]"
        wide = "；不用全角逗号" if "，" in text[start_of_line : at + 1] else ""
        message = f"{told}; parts stand between commas, a comma and a space after each"
        opened = f"自第{begun}行的 {text[from_at : from_at + 1]} 起"
        chinese = f"此处应为半角逗号或者 {close}（{opened}）；各项之间用半角逗号加空格{wide}"
        findings.stop("syntax", at, message, chinese)
    if "did not find expected" in problem and "block" in context:
        item = "collection" in context
        message = f"{told}; check the indentation of this line" + (", and the space after each -" if item else "")
        whole = "列表：各项的“- ”要上下对齐，- 后要有空格，一项之内的键也要上下对齐"
        what = whole if item else "各键：同一层的键要上下对齐"
        findings.stop("syntax", at, message, f"本行的缩进对不上自第{begun}行起的{what}")
    findings.stop("syntax", at, told, f"不符合 YAML 的语法（{told}）")


def _full_width_colon(builder: Builder, at: int) -> int | None:
    """Returns where a colon of full width stands in the place of a key's: in the line of an offset, or before it."""
    lines, text = builder.findings.lines, builder.text
    start = lines.start_of_line(at)
    for first in (start, lines.start_of_line(max(start - 1, 0))):
        line = re.compile(_LINE).match(text, first)
        before, colon, _ = line[0].partition("：") if line is not None else ("", "", "")
        if colon and ":" not in before:
            return first + len(before)
    return None


def _short(name: str | None) -> str:
    return shown(name or "")[1:-1]
