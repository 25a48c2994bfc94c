"""The addresses of the workstation."""

from django.urls import path

from contactcenter.workstation.views import (
    cases,
    clients,
    contacts,
    desk,
    files,
    finding,
    notices,
    offers,
    presence,
    wrapup,
)

app_name = "workstation"

urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/contacts/", desk.own_contacts, name="own_contacts"),
    path("desk/queue/", desk.queue, name="queue"),
    path("desk/watch/", desk.watch, name="watch"),
    path("desk/offer/", desk.offer, name="offer"),
    path("presence/", presence.presence, name="presence"),
    path("notices/", notices.notices, name="notices"),
    path("search/", finding.find, name="search"),
    path("follow-ups/<int:follow_up_id>/completion/", desk.finish_follow_up, name="finish_follow_up"),
    path("offers/<int:offer_id>/acceptance/", offers.acceptance, name="accept"),
    path("offers/<int:offer_id>/refusal/", offers.refusal, name="decline"),
    path("attachments/<int:attachment_id>/", files.attachment, name="attachment"),
    path("contacts/<int:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<int:contact_id>/transcript/", contacts.older, name="older"),
    path("contacts/<int:contact_id>/foot/", contacts.foot, name="foot"),
    path("contacts/<int:contact_id>/panels/<slug:slug>/", contacts.panel, name="panel"),
    path("contacts/<int:contact_id>/messages/", contacts.say, name="say"),
    path("contacts/<int:contact_id>/reading/", contacts.reading, name="reading"),
    path("contacts/<int:contact_id>/canned/", contacts.canned, name="canned"),
    path("contacts/<int:contact_id>/taking/", contacts.taking, name="take"),
    path("contacts/<int:contact_id>/transfer/", contacts.transfer, name="transfer"),
    path("contacts/<int:contact_id>/finish/", contacts.finish, name="finish"),
    path("contacts/<int:contact_id>/resumption/", contacts.resumption, name="resume"),
    path("contacts/<int:contact_id>/wrapup/", wrapup.wrapup, name="wrapup"),
    path("contacts/<int:contact_id>/wrapup/extension/", wrapup.extension, name="extend"),
    path("contacts/<int:contact_id>/wrapup/case/", wrapup.link, name="link"),
    path("contacts/<int:contact_id>/cases/", wrapup.new_case, name="new_case"),
    path("clients/", clients.listing, name="clients"),
    path("clients/<int:client_id>/", clients.client, name="client"),
    path("clients/<int:client_id>/timeline/", clients.timeline, name="timeline"),
    path("clients/<int:client_id>/details/", clients.details, name="client_details"),
    path("clients/<int:client_id>/addresses/", clients.addresses, name="client_addresses"),
    path("clients/<int:client_id>/merge/", clients.merge, name="merge"),
    path("addresses/<int:address_id>/reveal/", clients.reveal, name="reveal"),
    path("cases/", cases.listing, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/transitions/<slug:verb>/", cases.transition, name="transition"),
]
