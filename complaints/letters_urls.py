"""The addresses of letters: pages, what is done to one, its files, and the page behind the QR mark."""

from django.urls import path

from complaints.views import letters, letters_check, letters_moves, letters_writing

LETTERS = [
    path("letters/", letters.listing, name="letters"),
    path("letters/check/<str:token>/", letters_check.check, name="letter_check"),
    path("letters/new/<int:case_id>/", letters_writing.new, name="letter_new"),
    path("letters/<int:letter_id>/", letters.page, name="letter"),
    path("letters/<int:letter_id>/versions/<int:number>.<str:kind>", letters.version_file, name="letter_file"),
    path("letters/<int:letter_id>/draft/", letters_writing.draft, name="letter_draft"),
    path("letters/<int:letter_id>/addressee/", letters_writing.addressee, name="letter_addressee"),
    path("letters/<int:letter_id>/approval/", letters_moves.approval, name="letter_submit"),
    path("letters/<int:letter_id>/recall/", letters_moves.recall, name="letter_recall"),
    path("letters/<int:letter_id>/agreement/", letters_moves.agreement, name="letter_approve"),
    path("letters/<int:letter_id>/rework/", letters_moves.rework, name="letter_return"),
    path("letters/<int:letter_id>/signature/", letters_moves.signature, name="letter_sign"),
    path("letters/<int:letter_id>/dispatch/", letters_moves.dispatch, name="letter_send"),
    path("letters/<int:letter_id>/delivery/", letters_moves.delivery, name="letter_deliver"),
    path("letters/<int:letter_id>/cancellation/", letters_moves.cancellation, name="letter_cancel"),
]
