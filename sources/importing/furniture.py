"""Telling the furniture of a page from its text, where nothing but lines is left of it.

Rules of two kinds: words that pages of any site say (in English, Russian and Kazakh), and runs of short lines where
menus and lists of headlines stand. What is marked stays in its place, so numbers do not move, and a person can unmark
it. In doubt a line is text.
"""

import re
from collections.abc import Sequence

_WORDS = r"""
    about(\ us)?|contacts?(\ us)?|home|front\ page|main\ page|menu|search|log\ ?in|log\ ?out|sign\ (in|up)|register
    |subscribe(\ .{0,40})?|newsletter|follow\ us(\ .{0,40})?|donate|support\ us|advertis(e|ement|ing)|sponsored
    |share(\ (this|on|via|to)\b.{0,40})?|like\ this|like\ loading.*|tweet|pin\ it|whatsapp|telegram|facebook|twitter
    |e-?mail(\ this(\ (article|page|post|story))?)?|print(er)?(\ ?-?\ ?friendly)?(\ (page|version))?
    |print(\ this)?(\ (article|page))?|bookmark\ .{0,60}|permalink|read\ (more|also|next)|see\ also|more\ (news|stories)
    |(you\ (may|might)\ also\ like|recommended)(\ .{0,30})?|related(\ (posts|articles|stories|news|content|topics))?
    |find\ also\ to\ read|preceding|previous(\ (post|article))?|next(\ (post|article))?|older\ posts|newer\ posts
    |(latest|top|most\ read|popular|recent)(\ (news|headlines|stories|posts|comments|articles))|trending
    |(back\ to\ )?top(\ of\ page)?|(skip|jump)\ to\ (main\ )?(content|navigation)|privacy(\ policy)?
    |terms(\ (of|and)\ .{0,30})?|cookie(s|\ policy|\ settings)?|we\ use\ cookies.*|accept(\ all)?(\ cookies)?
    |(leave|post|add|write)\ a\ (reply|comment)|(cancel\ )?reply|comments?(\ \(\d+\))?|\d+\ comments?
    |no\ comments(\ yet)?
    |\d+\ thoughts?\ on\b.*|your\ e-?mail\ address\ will\ not\ be\ published.*|required\ fields\ are\ marked.*
    |fill\ in\ your\ details\ below.*|you\ are\ commenting\ using.*|notify\ me\ of\ new.*|save\ my\ name.*
    |connecting\ to\ %s|%d\ bloggers\ like\ this:?|create\ (your|a)\ (free\ )?website.*|get\ started|loading.*
    |[\w.]+\ (logo|photo|picture|icon|avatar)|(posted|filed)\ (in|under)\b.{0,80}|tagged\b.{0,80}|tags?:.{0,120}
    |categor(y|ies):?.{0,80}|powered\ by\b.{0,60}|all\ rights\ reserved.{0,60}|.{0,60}\ all\ rights\ reserved\.?
    |(copyright|©)\b.{0,80}|if\ you\ (like|liked|enjoyed)\ this\ article.*
    |поделиться.{0,40}|читайте\ также.{0,60}|(смотрите|см\.)\ также.{0,60}|по\ теме|ещ[её]\ по\ теме|похожие\ .{0,30}
    |комментари(и|ев|й)(\ \(?\d+\)?)?|(оставить|добавить|написать)\ комментарий|подпи(саться|шитесь|сывайтесь)\b.{0,80}
    |войти|вход|регистрация|главная(\ страница)?|меню|поиск|найти|версия\ для\ печати|распечатать|печать
    |(на)?верх|в\ начало|реклама|все\ права\ защищены.{0,60}|о\ нас|о\ проекте|контакты|редакция
    |политика\ конфиденциальности.*|(последние|главные|популярные|свежие)\ новости|новости\ по\ теме|ещ[её]\ новости
    |теги:?.{0,120}|рубрик[аи]:?.{0,60}|поддержать(\ нас)?|следующая(\ .{0,20})?|предыдущая(\ .{0,20})?
    |бөлісу|пікір\ (қалдыру|жазу)|пікірлер(\ \(?\d+\)?)?|басты\ бет|іздеу|мәзір|жазылу|кіру|тіркелу|жарнама
    |(тағы|сондай-ақ)\ оқыңыз.{0,60}|байланыс|біз\ туралы|соңғы\ жаңалықтар|барлық\ құқықтар\ қорғалған.{0,60}
"""
_PHRASE = re.compile(rf"[\W_]*(?:{_WORDS})[\W_]*", re.IGNORECASE | re.VERBOSE)
# What stands over a list of other pages.
_LIST_HEAD = re.compile(
    r"""[\W_]*(?:related(\ .{0,20})?|(find|see|read)\ also(\ .{0,20})?|(latest|top|most\ read|popular|recent)\ \w+
    |you\ (may|might)\ also\ like|recommended(\ .{0,20})?|preceding|more\ (news|stories)
    |читайте\ также|(ещ[её]\ )?по\ теме|похожие\ \w+|(последние|главные|популярные|свежие)\ новости|новости\ по\ теме
    |(тағы|сондай-ақ)\ оқыңыз|соңғы\ жаңалықтар)[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_ENDS = re.compile(r"[.!…:;,][\"'”’»)\]]*$")
_LEAD = re.compile(r"^[\s\W]*(?:\d{1,3}[.)]\s+)?")
_WORD = re.compile(r"\w+")
_RULE = re.compile(r"[\W_]+")
_PROSE = 120
_LONGEST_PHRASE = 250
_MENU_RUN = 5
_BEFORE_MENU = 4
_MENU_WORDS = 3
_MENU_LETTERS = 30
_HEADLINE = 160


def is_phrase(line: str) -> bool:
    """Return whether a line says what pages of any site say, and nothing else."""
    return len(line) <= _LONGEST_PHRASE and _PHRASE.fullmatch(" ".join(line.split())) is not None


def is_prose(line: str) -> bool:
    """Return whether a line is long enough, and ends as sentences do."""
    return len(line) >= _PROSE and bool(_ENDS.search(line.rstrip()))


def mark_lines(lines: Sequence[str]) -> list[bool]:
    """Return for each line whether it is furniture."""
    marks = [is_phrase(line) for line in lines]
    _mark_menu(lines, marks)
    _mark_lists(lines, marks)
    _mark_remains(lines, marks)
    return marks


def _mark_menu(lines: Sequence[str], marks: list[bool]) -> None:
    """Mark the short lines of a menu before the text, and what little stands before it.

    The last entries may be a title, so the menu ends at a phrase that surely belongs to it.
    """
    entries, sure = 0, 0
    for at, line in enumerate(lines):
        if is_prose(line) or len(line) > _HEADLINE or (entries == 0 and at > _BEFORE_MENU):
            break
        if marks[at] or _is_entry(line):
            entries += 1
            if marks[at] and entries >= _MENU_RUN:
                sure = at + 1
        elif entries >= _MENU_RUN:
            break
        else:
            entries = 0
    marks[:sure] = [True] * sure


def _mark_lists(lines: Sequence[str], marks: list[bool]) -> None:
    """Mark the headlines of other pages that follow their head, up to the next line of prose."""
    inside = False
    for at, line in enumerate(lines):
        if marks[at] and _LIST_HEAD.fullmatch(" ".join(line.split())):
            inside = marks[at] = True
        elif inside and _is_headline(line):
            marks[at] = True
        elif not marks[at]:
            inside = False


def _mark_remains(lines: Sequence[str], marks: list[bool]) -> None:
    """Mark rules, and the few words that stand between two pieces of furniture at the end of a page."""
    last = max((at for at, line in enumerate(lines) if is_prose(line) and not marks[at]), default=-1)
    beyond = [at for at in range(last + 1, len(lines)) if marks[at]]
    for at in range(beyond[0] if beyond else len(lines), len(lines)):
        marks[at] = True
    for at in range(1, len(lines)):
        if (
            marks[at] is False
            and _RULE.fullmatch(lines[at])
            and (marks[at - 1] or any(marks[at + 1 : at + 2]))
        ):
            marks[at] = True


def _is_entry(line: str) -> bool:
    text = line.strip()
    return len(text) <= _MENU_LETTERS and len(_WORD.findall(text)) <= _MENU_WORDS and not _ENDS.search(text)


def _is_headline(line: str) -> bool:
    text = _LEAD.sub("", line.strip())
    return len(text) <= _HEADLINE and (not _ENDS.search(text) or bool(re.match(r"\s*\d{1,3}[.)]\s", line)))
