import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models
from odoo.exceptions import UserError

FORBIDDEN = re.compile(r"[,'\"’‘“”:;.`]")


class IpaiBirDatWriter(models.AbstractModel):
    _name = "ipai.bir.dat.writer"
    _description = "BIR DAT File Writer"

    @api.model
    def _render_dat(self, spec, header=None, details=(), controls=None):
        """Return the bytes of a DAT file.

        :param dict spec: ``ipai.bir.layout.spec``
        :param dict header: values of the header record, by field name
        :param list details: one dict of values per detail record
        :param dict controls: values of the control record
        Totals declared with ``sum_of`` are always added up here, so they cannot differ
        from the details.
        :raises UserError: a value the layout cannot hold, with record, row and field
        """
        records = spec["records"]
        lines = []
        if "header" in records:
            values = {**(header or {}), **self._totals(records["header"], details)}
            lines.append(self._render_record(spec, "header", values))
        for number, detail in enumerate(details, start=1):
            values = {"seq": number, **detail}
            lines.append(self._render_record(spec, "detail", values, number))
        if "control" in records:
            values = {**(controls or {}), **self._totals(records["control"], details)}
            lines.append(self._render_record(spec, "control", values))
        newline = spec.get("newline", "\r\n")
        return "".join(line + newline for line in lines).encode("ascii")

    def _totals(self, record_fields, details):
        return {
            field["name"]: sum(
                (self._to_decimal(row.get(field["sum_of"])) for row in details),
                Decimal(),
            )
            for field in record_fields
            if field.get("sum_of")
        }

    def _render_record(self, spec, record, values, row=None):
        return spec.get("delimiter", ",").join(
            self._render_field(field, values, record, row)
            for field in spec["records"][record]
        )

    def _render_field(self, field, values, record, row):
        name = field["name"]
        if field["type"] == "const":
            text = field["value"]
        elif name not in values and not field.get("optional"):
            raise ValueError(f"{record} record: no value given for field {name!r}")
        else:
            render = getattr(self, f"_render_{field['type']}")
            try:
                text = render(values.get(name), field)
            except UserError as error:
                raise UserError(
                    self.env._(
                        "%(record)s record %(row)s, field %(field)s: %(reason)s",
                        record=record.capitalize(),
                        row=row or "",
                        field=name,
                        reason=error,
                    )
                ) from error
        return f'"{text}"' if field.get("quote") else text

    @api.model
    def _clean_text(self, value):
        """Upper-case ASCII without the characters the BIR modules refuse."""
        text = unicodedata.normalize("NFKD", FORBIDDEN.sub("", str(value or "")))
        text = text.encode("ascii", "ignore").decode()
        return " ".join(re.sub(r"[^\x20-\x7e]", " ", text).upper().split())

    def _render_text(self, value, field):
        return self._clean_text(value)[: field["width"]].rstrip()

    def _render_code(self, value, field):
        """A code is never cut: a wrong code is worse than no file."""
        text = field.get("prefix", "") + self._clean_text(value)
        if field.get("values") and text not in field["values"]:
            raise UserError(
                self.env._(
                    "%(value)s is none of %(allowed)s.",
                    value=text or self.env._("(empty)"),
                    allowed=", ".join(field["values"]),
                )
            )
        return self._fit(text, field)

    def _render_integer(self, value, field):
        return self._fit(str(int(value or 0)), field)

    def _render_tin(self, value, field):
        digits = re.sub(r"\D", "", value or "")
        if not 9 <= len(digits) <= 14:
            raise UserError(
                self.env._("%s is not a TIN of nine digits.", value or "(empty)")
            )
        return digits[:9]

    def _render_branch(self, value, field):
        digits = re.sub(r"\D", "", value or "")
        surplus, kept = digits[: -field["width"]], digits[-field["width"] :]
        if surplus.strip("0"):
            raise UserError(
                self.env._(
                    "Branch code %(code)s does not fit in %(width)s digits.",
                    code=digits,
                    width=field["width"],
                )
            )
        return kept.zfill(field["width"])

    def _render_date(self, value, field):
        return value.strftime(field["format"]) if isinstance(value, date) else ""

    def _render_decimal(self, value, field):
        amount = self._to_decimal(value, field.get("scale", 2))
        if amount < 0 and not field.get("signed"):
            raise UserError(
                self.env._("%s is negative; the layout has no sign.", amount)
            )
        if len(str(abs(int(amount)))) > field["digits"]:
            raise UserError(
                self.env._(
                    "%(amount)s has more than %(digits)s digits.",
                    amount=amount,
                    digits=field["digits"],
                )
            )
        return str(amount)

    def _to_decimal(self, value, scale=2):
        # str() is the shortest text that reads back as the same float: 0.285 stays 0.285
        exact = value if isinstance(value, Decimal) else Decimal(str(value or 0))
        return exact.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)

    def _fit(self, text, field):
        if len(text) > field["width"]:
            raise UserError(
                self.env._(
                    "%(text)s is longer than %(width)s characters.",
                    text=text,
                    width=field["width"],
                )
            )
        return text.zfill(field["width"]) if field.get("zero_pad") else text
