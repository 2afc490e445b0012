"""The security master: every name the library knows, compiled into one file that loads in milliseconds.

A `Master` is columns plus one automaton over all folded aliases. A match of the automaton is an alias; an
alias has one or more senses (which entity, as what kind of name, valid from when to when); an entity is one
listing, fund, index, sector, concept, market, currency, commodity or organisation. Nothing is chosen here:
`linking` decides which sense an article means. Days are integers like 20250211; 0 is an open end.
"""

from __future__ import annotations

from finnews_extract.master.compiled import Alias, Code, Entity, Master, Sense, day_number, load_master

__all__ = ["Alias", "Code", "Entity", "Master", "Sense", "day_number", "load_master"]
