"""The addresses of departments: their screen, what operators do with referrals, and the page behind a letter."""

from django.urls import path

from contactcenter.decisions.views import answers, cases, department, files, letters, moves

app_name = "decisions"

urlpatterns = [
    path("", department.desk, name="desk"),
    path("list/", department.listing, name="list"),
    path("<int:referral_id>/", department.referral, name="referral"),
    path("<int:referral_id>/taking/", moves.taking, name="take"),
    path("<int:referral_id>/questions/", moves.questions, name="ask"),
    path("<int:referral_id>/decision/", moves.decision, name="decide"),
    path("<int:referral_id>/delegation/", moves.delegation, name="delegate"),
    path("<int:referral_id>/extension/", moves.extension, name="extend"),
    path("<int:referral_id>/forwarding/", moves.forwarding, name="pass_on"),
    path("<int:referral_id>/opinions/", moves.opinions, name="opinion"),
    path("<int:referral_id>/files/<int:file_id>/", files.referral_file, name="file"),
    path("<int:referral_id>/attachments/<int:attachment_id>/", files.attachment, name="attachment"),
    path("<int:referral_id>/replies/", cases.replies, name="reply"),
    path("<int:referral_id>/completion/", cases.completion, name="return"),
    path("<int:referral_id>/withdrawal/", cases.withdrawal, name="withdraw"),
    path("<int:referral_id>/redirection/", cases.redirection, name="redirect"),
    path("<int:referral_id>/answer/", answers.answer, name="answer"),
    path("cases/<int:case_id>/referrals/", cases.refer, name="refer"),
    path("letters/<str:token>/", letters.letter, name="letter"),
    path("letters/<str:token>/questions/", letters.questions, name="letter_ask"),
    path("letters/<str:token>/decision/", letters.decision, name="letter_decide"),
    path("letters/<str:token>/files/<int:file_id>/", letters.referral_file, name="letter_file"),
    path("letters/<str:token>/attachments/<int:attachment_id>/", letters.attachment, name="letter_attachment"),
]
