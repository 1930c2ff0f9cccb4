"""The national targets set for every agency: that a plan answers each, or says why not."""

from collections.abc import Iterator

from dtplan.node import Node
from dtplan.rules.base import Context, Judgement, breach, met, missing, rule


@rule("DT951")
def national_target_is_answered(plan: Node, context: Context) -> Iterator[Judgement]:
    """A national target for the plan's level is answered, or set aside with a reason."""
    level = plan["agency"]["level"].text
    targets, aside = plan["targets"], plan["targets_not_applicable"]
    if not level:
        return
    answered = {target["national"].text: target["national"] for target in targets}
    reasons = {item["national"].text: item["reason"] for item in aside}
    can_tell = targets.whole("national") and aside.whole("national")
    for national in context.registry.targets.values():
        if level not in national.binds:
            continue
        node = answered.get(national.id) or reasons.get(national.id)
        if node:
            yield met(node)
        elif national.id in reasons:
            yield breach(reasons[national.id], title=national.title, target=national.id)
        elif can_tell:
            yield missing(targets, title=national.title, target=national.id)
