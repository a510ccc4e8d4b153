"""Why each verdict was reached, in one sentence a reader can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shadowscan.matching.answers import Judged
    from shadowscan.matching.beside import Beside
    from shadowscan.matching.match import Matcher
    from shadowscan.matching.normalise import Normalised

_ROUTES = {
    "exact": "the text is a name of {name}",
    "domain": "the text holds the domain of {name}",
    "prefix": "the text begins with a name of {name}; the rest says nothing else",
    "part": "a part of the text is a name of {name}",
    "cut": "the text is cut short and only {name} goes on like that",
    "coined": "the text begins with the coined name of {name}",
    "named": "the text begins with a name of {name}, other words follow",
    "bare_word": "the text is an ordinary word that is also a name of {name}",
    "placed_word": "the text is an ordinary word that is also a name of {name}, with a place behind it",
    "similar": "the text is spelt nearly like {name}",
    "hint": "the note beside the payee names {name}",
}
_NOTHING = "no known vendor is named, and neither words nor codes look like software"


def explain(matcher: Matcher, judged: Judged, cleaned: Normalised, beside: Beside) -> list[str]:
    """Return one sentence for each row."""
    product, score, route, verdict = judged.product, judged.score, judged.route, judged.verdict
    why = [_NOTHING] * len(verdict)
    via = np.asarray(cleaned.intermediary)
    for row in np.flatnonzero((product >= 0) | (verdict != "not_software") | judged.noise):
        number = int(product[row])
        between = matcher.normaliser.intermediaries[via[row]] if via[row] >= 0 else None
        if judged.noise[row]:
            text = "the name belongs to the sign-on platform or to an application of your own (rules/platform.yml)"
        elif number >= 0:
            found = matcher.base.products[number]
            text = _ROUTES[route[row]].format(name=found.name)
            if route[row] in ("bare_word", "placed_word", "named") and score[row] >= matcher.rules.accept:
                text += ", and code, expense text, route or your own catalogue speak for it"
            if beside.contradicts[row] and verdict[row] == "review":
                text += f", but merchant code {beside.code[row]} speaks against software"
            if found.sells != "software":
                text += f", which sells {found.sells}, not software"
        elif beside.sells_software[row] and between is not None:
            text = f"{between.name} sells software of others; the product is not named"
        elif beside.sso[row]:
            text = "an application of the sign-on that no vendor claims; it may be your own"
        else:
            chance = judged.probability[row]
            text = f"no known vendor is named; words and codes look like software (probability {chance:.2f})"
        why[row] = text + (f"; paid through {between.name}" if between is not None and number >= 0 else "")
    return [sentence[0].upper() + sentence[1:] + "." for sentence in why]
