"""The steps by which rows of trade meet notices, as SQL: each makes a table that the next ones read.

Handed over are `given_trade` (who, partner, product, value), `given_notices`, `bloc_members`, `ours` (what our country is called in
lists: itself, everybody, its blocs), `kinds`, `editions` and `links`. Codes are compared by equal beginnings, never pair by pair.
"""

from __future__ import annotations

from typing import Final

STEPS: Final = (
    "CREATE TABLE trade AS SELECT row_number() OVER () AS id, who, coalesce(partner, '') AS partner, "
    "CASE WHEN product = 'TOTAL' THEN '' ELSE product END AS product, value FROM given_trade WHERE value IS NOT NULL AND value <> 0",
    # Lines of this direction of trade that hinder it and are or may be in force on the day. `their_list` are the region's counterparts:
    # those who impose it on what they import, or those whom the region's own country means by what it imposes on its exports.
    """CREATE TABLE lines AS SELECT row_number() OVER () AS line, *,
        CASE WHEN acts_on = getvariable('flow') THEN imposed_by ELSE affected END AS our_list,
        CASE WHEN acts_on = getvariable('flow') THEN affected ELSE imposed_by END AS their_list,
        coalesce(n.nomenclature, editions.edition) AS codes_of,
        in_force_from IS NOT NULL AS surely_in_force
    FROM given_notices n JOIN kinds USING (kind) LEFT JOIN editions ON editions.year = left(announced_on, 4)
    WHERE effect = 'restricts' AND flag IS DISTINCT FROM getvariable('announced')
        AND coalesce(in_force_from, announced_on, '0') <= getvariable('today') AND coalesce(in_force_until, '9') >= getvariable('today')""",
    # A list that is not told may mean our country.
    """CREATE TABLE meant AS SELECT lines.*, surely_in_force AND our_list IS NOT NULL AS surely FROM lines
        WHERE our_list IS NULL OR list_has_any(string_split(our_list, ' '), (SELECT list(area) FROM ours))""",
    """CREATE TABLE their AS SELECT DISTINCT line, coalesce(member, area) AS area FROM
        (SELECT line, unnest(string_split(their_list, ' ')) AS area FROM meant WHERE their_list IS NOT NULL)
        LEFT JOIN bloc_members ON bloc = area""",
    "CREATE TABLE partner AS SELECT DISTINCT partner FROM trade",
    "CREATE TABLE partners AS SELECT DISTINCT partner, coalesce(member, partner) AS member FROM partner LEFT JOIN bloc_members ON bloc = partner",
    # Which partner meets which line, and whether all of it does; of the world, or of nobody named, some part may.
    """CREATE TABLE at_partner AS SELECT partner, line, bool_or(wholly) AS wholly FROM (
        SELECT partner, line, count(*) = any_value(parts) AS wholly FROM
            (SELECT *, count(*) OVER (PARTITION BY partner) AS parts FROM partners) JOIN their ON member = area GROUP BY partner, line
        UNION ALL SELECT partner, line, true FROM partner JOIN their ON area = 'WLD'
        UNION ALL SELECT partner, line, false FROM partner, meant WHERE their_list IS NULL
        UNION ALL SELECT partner, line, false FROM partner, meant WHERE partner IN ('', 'WLD') AND their_list <> 'WLD'
        ) GROUP BY partner, line""",
    "CREATE TABLE codes AS SELECT DISTINCT line, codes_of, unnest(string_split(products, ' ')) AS code FROM meant "
    "WHERE products IS NOT NULL AND line IN (SELECT line FROM at_partner)",
    "CREATE TABLE product AS SELECT DISTINCT product FROM trade",
    # Each product in the words of each nomenclature that notices use: as it stands, or through a concordance.
    """CREATE TABLE alike AS SELECT *, count(*) OVER (PARTITION BY product, codes_of) AS targets FROM (
        SELECT product, codes_of, product AS code, codes_of IS NOT DISTINCT FROM getvariable('edition') AS surely
        FROM product, (SELECT DISTINCT codes_of FROM codes)
        WHERE codes_of IS NOT DISTINCT FROM getvariable('edition')
            OR NOT EXISTS (SELECT 1 FROM links WHERE edition = codes_of AND own = left(product, 6))
        UNION SELECT product, edition, links.code, true FROM product JOIN links ON own = left(product, 6)
            WHERE edition IS DISTINCT FROM getvariable('edition'))""",
    "CREATE TABLE lengths AS SELECT unnest([2, 4, 6, 8, 10]) AS n",
    # A line covers a code that begins with one of its own codes, and touches one of which it names a part.
    """CREATE TABLE code_met AS SELECT product, line, code, bool_or(covers) AS covered, any_value(targets) AS targets FROM (
        SELECT a.product, c.line, a.code, a.surely OR n <= getvariable('sure_digits') AS covers, a.targets
        FROM (SELECT *, left(code, n) AS beginning FROM alike JOIN lengths ON n <= length(code)) a
            JOIN codes c ON c.code = a.beginning AND c.codes_of IS NOT DISTINCT FROM a.codes_of
        UNION ALL SELECT a.product, c.line, a.code, true, a.targets
        FROM alike a JOIN codes c ON c.code = 'TOTAL' AND c.codes_of IS NOT DISTINCT FROM a.codes_of
        UNION ALL SELECT a.product, c.line, a.code, false, a.targets
        FROM (SELECT line, codes_of, left(code, n) AS beginning FROM codes JOIN (SELECT DISTINCT length(code) AS n FROM alike)
                ON n < length(code) WHERE code <> 'TOTAL') c
            JOIN alike a ON a.code = c.beginning AND c.codes_of IS NOT DISTINCT FROM a.codes_of)
        GROUP BY product, line, code""",
    "CREATE TABLE at_product AS SELECT product, line, count(*) FILTER (covered) = any_value(targets) AS wholly FROM code_met GROUP BY product, line",
    # A notice may have several lines: a row meets it once.
    """CREATE TABLE hits AS SELECT trade.id, meant.source, meant.notice, any_value(who) AS who, any_value(trade.partner) AS partner,
            any_value(trade.product) AS product, any_value(trade.value) AS value, any_value(meant.kind) AS kind,
            bool_or(meant.surely AND p.wholly AND q.wholly) AS surely
        FROM at_product q JOIN meant USING (line) JOIN at_partner p USING (line)
            JOIN trade ON trade.product = q.product AND trade.partner = p.partner
        GROUP BY trade.id, meant.source, meant.notice""",
    "CREATE TABLE counted AS SELECT *, count(*) OVER (PARTITION BY id) AS may, count(*) FILTER (surely) OVER (PARTITION BY id) AS must FROM hits",
    "CREATE TABLE met_rows AS SELECT DISTINCT id, who, partner, value, must FROM counted",
)
