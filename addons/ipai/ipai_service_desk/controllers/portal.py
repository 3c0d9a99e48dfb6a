from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

MAX_UPLOAD = 25 * 1024 * 1024


class ServiceDeskPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ticket_count" in counters:
            tickets = request.env["project.task"]
            allowed = tickets.has_access("read")
            values["ticket_count"] = (
                tickets.search_count([("is_ticket", "=", True)]) if allowed else 0
            )
        return values

    def _desk_queues(self):
        """Return the queues in which the current user may open a ticket."""
        user = request.env.user
        # A contact without a company is no guest of every company: the login has one.
        company = user.partner_id.company_id or user.company_id
        domain = (
            Domain("is_service_desk", "=", True)
            & Domain("desk_portal_form", "=", True)
            & Domain("company_id", "=", company.id)
        )
        return request.env["project.project"].sudo().search(domain, order="name")

    def _desk_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {"label": request.env._("Open"), "domain": [("is_closed", "=", False)]},
            "closed": {"label": request.env._("Closed"), "domain": [("is_closed", "=", True)]},
        }

    def _desk_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "id desc"},
            "name": {"label": request.env._("Subject"), "order": "name, id desc"},
            "priority": {"label": request.env._("Priority"), "order": "priority desc, id desc"},
        }

    @http.route(
        ["/my/tickets", "/my/tickets/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_tickets(self, page=1, sortby="date", filterby="open", search=None, **_kwargs):
        tickets = request.env["project.task"]
        filters, sortings = self._desk_filters(), self._desk_sortings()
        filterby = filterby if filterby in filters else "open"
        sortby = sortby if sortby in sortings else "date"
        domain = Domain("is_ticket", "=", True) & Domain(filters[filterby]["domain"])
        if search:
            domain &= Domain("name", "ilike", search) | Domain("ticket_number", "ilike", search)
        pager = portal_pager(
            url="/my/tickets",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=tickets.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = tickets.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        return request.render(
            "ipai_service_desk.portal_my_tickets",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "ticket",
                "default_url": "/my/tickets",
                "tickets": found.sudo(),
                "pager": pager,
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
                "searchbar_inputs": {"all": {"input": "all", "label": request.env._("Search")}},
                "search_in": "all",
                "search": search,
                "can_open": bool(self._desk_queues()),
            },
        )

    @http.route("/my/tickets/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_new_ticket(self, **post):
        queues = self._desk_queues()
        if not queues:
            return request.redirect("/my/tickets")
        error = None
        if request.httprequest.method == "POST":
            error, values = self._ticket_values(queues, post)
            uploads = self._uploads()
            if any(len(content) > MAX_UPLOAD for _name, content in uploads):
                error = request.env._("An attachment is larger than 25 MB.")
            if not error:
                ticket = self._open_ticket(values, uploads)
                return request.redirect(ticket.access_url)
        types = request.env["ipai.ticket.type"].sudo()
        return request.render(
            "ipai_service_desk.portal_new_ticket",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "new_ticket",
                "queues": queues,
                "types": types.search([("company_id", "in", queues.company_id.ids)]),
                "error": error,
                "post": post,
            },
        )

    def _ticket_values(self, queues, post):
        """Return (what is wrong, values of the ticket)."""
        chosen = post.get("project_id", "")
        queue = queues.filtered(lambda item: str(item.id) == chosen)
        name = (post.get("name") or "").strip()
        types = request.env["ipai.ticket.type"].sudo().search(
            [("company_id", "=", queue.company_id.id)]
        )
        kind = types.filtered(lambda item: str(item.id) == post.get("ticket_type_id"))
        if not queue:
            return request.env._("Choose whom you write to."), {}
        if not name or len(name) > 200:
            return request.env._("Enter a subject of up to 200 characters."), {}
        return None, {
            "project_id": queue.id,
            "name": name,
            "description": plaintext2html(post.get("description") or ""),
            "ticket_type_id": kind.id,
            "partner_id": request.env.user.partner_id.id,
            "user_ids": [],
        }

    def _uploads(self):
        """Return the (name, content) of what was attached, content cut after the limit."""
        files = request.httprequest.files.getlist("attachments")
        return [(file.filename, file.read(MAX_UPLOAD + 1)) for file in files if file.filename]

    def _open_ticket(self, values, uploads):
        ticket = request.env["project.task"].sudo().create(values)
        if uploads:
            ticket.message_post(
                attachments=uploads, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        return ticket

    @http.route("/my/tickets/<int:ticket_id>/close", type="http", auth="user", methods=["POST"])
    def portal_close_ticket(self, ticket_id, **_post):
        return self._act_on_ticket(ticket_id, "_close_by_requester")

    @http.route("/my/tickets/<int:ticket_id>/reopen", type="http", auth="user", methods=["POST"])
    def portal_reopen_ticket(self, ticket_id, **_post):
        return self._act_on_ticket(ticket_id, "_reopen_by_requester")

    def _act_on_ticket(self, ticket_id, method):
        ticket = request.env["project.task"].browse(ticket_id)
        try:
            ticket.check_access("read")
            getattr(ticket, method)()
        except (AccessError, MissingError, UserError):
            return request.redirect("/my/tickets")
        return request.redirect(ticket.sudo().access_url)
