"""The wizard behind `dtplan new`: the interview put to a person, and what it says at the end."""

from dtplan import edits
from dtplan import form as forms
from dtplan.draft import Draft
from dtplan.findings import Finding
from dtplan.i18n import gettext as _
from dtplan.interview import mended_at
from dtplan.parsing.document import Document
from dtplan.ruleset import in_force
from dtplan.settings import Settings
from dtplan.wizard import ending
from dtplan.wizard.loop import Wizard
from dtplan.wizard.prompts import Words
from dtplan.wizard.talk import Back, Note, ShowAnswers, Talker, picked
from dtplan.wizard.trial import grave


def interview(
    draft: Draft, plan: Document, talk: Talker, settings: Settings, *, from_the_start: bool
) -> Wizard:
    """A wizard over a draft; `from_the_start` asks everything once, else only what is open."""
    words = Words(forms.form(), in_force(settings.rulesets), settings.language)
    wizard = Wizard(draft, plan, talk, words, settings)
    if from_the_start:
        # The id named the file and was asked before all else.
        wizard.session = wizard.session.taking_up(()).passing(("id",))
    return wizard


def lead_through(wizard: Wizard) -> None:
    """Put all that is to be asked, then end as the planner says; raises Stopped."""
    while True:
        try:
            put_all(wizard)
            if _end(wizard):
                return
        except ShowAnswers:
            _show_answers(wizard)
        except Back:
            wizard.put_last()


def put_all(wizard: Wizard) -> None:
    """Put every open step until none is left."""
    while (step := wizard.next()) is not None:
        wizard.put(step)


def open_demands(wizard: Wizard) -> list[Finding]:
    """What is graver than advice and still absent, and a question could mend."""
    return [
        finding
        for finding in grave(wizard.findings)
        if finding.absence and mended_at(wizard.form, wizard.root, finding)
    ]


def sum_up(wizard: Wizard) -> None:
    """Tell how the plan stands to the directive, and what is still open."""
    report = wizard.now.report
    wizard.talk.tell(*ending.matrix(report, wizard.words.rules, wizard.words.language))
    wizard.talk.tell(*ending.still_open(wizard.findings))


def _end(wizard: Wizard) -> bool:
    """Sum up and ask what now; true when the interview is over."""
    wizard.section = ""
    wizard.talk.begin(_("Your answers"), "")
    wizard.talk.tell(*ending.table(ending.answers_given(wizard.form, wizard.root, wizard.words)))
    sum_up(wizard)
    reopened = {
        path for finding in wizard.findings for path in mended_at(wizard.form, wizard.root, finding)
    }
    choice = picked(
        wizard.talk,
        ending.what_now(is_open=bool(reopened), status=wizard.root["status"].text),
    )
    if choice == ending.RESUME:
        wizard.session = wizard.session.reopening(reopened)
    elif choice == ending.CHANGE:
        _change(wizard)
    elif choice == ending.SUBMIT and not _is_sure(wizard):
        return False
    elif choice == ending.SUBMIT:
        wizard.save(edits.put(wizard.now.plan, ("status",), "submitted", commented=True))
        wizard.talk.tell(Note("info", _("The status of the plan is now submitted.")))
    return choice in (ending.FINISH, ending.SUBMIT)


def _is_sure(wizard: Wizard) -> bool:
    """Whether a plan of which something is open is to be submitted all the same."""
    count = sum(1 for _finding in grave(wizard.findings))
    return not count or picked(wizard.talk, ending.surely_submit(count)) is True


def _show_answers(wizard: Wizard) -> None:
    wizard.talk.tell(*ending.table(ending.answers_given(wizard.form, wizard.root, wizard.words)))
    _change(wizard)


def _change(wizard: Wizard) -> None:
    """Put one answer or list again that the planner picks; Enter or Back leaves all as it is."""
    prompt, paths = ending.which_answer(wizard.form, wizard.root, wizard.words)
    try:
        name = picked(wizard.talk, prompt)
        if name is None:
            return
        names = [choice.value for choice in prompt.choices]
        step = wizard.at(paths[names.index(name)])
        if step is not None:
            wizard.put(step)
    except (Back, ShowAnswers):
        return
