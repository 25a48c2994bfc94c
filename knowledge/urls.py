"""The addresses of the knowledge base."""

from django.urls import path

from knowledge.views import reading, scripts, writing

app_name = "knowledge"

urlpatterns = [
    path("", reading.desk, name="desk"),
    path("questions/", reading.questions, name="ask"),
    path("contacts/<int:contact_id>/", reading.beside, name="beside"),
    path("contacts/<int:contact_id>/articles/<int:article_id>/", reading.beside_article, name="beside_article"),
    path("files/<int:file_id>/", reading.file, name="file"),
    path("read/<str:public_id>/", reading.public, name="public"),
    path("work/", writing.work, name="work"),
    path("tasks/<int:task_id>/", writing.task, name="task"),
    path("preview/", writing.preview, name="preview"),
    path("signatures/", writing.signatures, name="signatures"),
    path("scripts/", scripts.listing, name="scripts"),
    path("scripts/<int:script_id>/", scripts.script, name="script"),
    path("contacts/<int:contact_id>/scripts/", scripts.runs, name="start_script"),
    path("scripts/runs/<int:run_id>/steps/", scripts.steps, name="do_step"),
    path("scripts/runs/<int:run_id>/return/", scripts.returning, name="script_back"),
    path("scripts/runs/<int:run_id>/leaving/", scripts.leaving, name="leave_script"),
    path("scripts/runs/<int:run_id>/resumption/", scripts.resuming, name="resume_script"),
    path("articles/new/", writing.new, name="new"),
    path("articles/<int:article_id>/", reading.article, name="article"),
    path("articles/<int:article_id>/uses/", reading.using, name="use"),
    path("articles/<int:article_id>/rating/", reading.rating, name="rate"),
    path("articles/<int:article_id>/bookmark/", reading.bookmark, name="bookmark"),
    path("articles/<int:article_id>/signature/", reading.signature, name="sign"),
    path("articles/<int:article_id>/versions/", reading.versions, name="versions"),
    path("articles/<int:article_id>/versions/<int:number>/journal/", writing.journal, name="journal"),
    path("articles/<int:article_id>/revision/", writing.revision, name="revise"),
    path("articles/<int:article_id>/draft/", writing.draft, name="draft"),
    path("articles/<int:article_id>/files/", writing.files, name="attach"),
    path("articles/<int:article_id>/submission/", writing.submission, name="submit"),
    path("articles/<int:article_id>/return/", writing.returning, name="return"),
    path("articles/<int:article_id>/publication/", writing.publication, name="publish"),
    path("articles/<int:article_id>/archive/", writing.archiving, name="archive"),
    path("articles/<int:article_id>/restoration/", writing.restoring, name="restore"),
    path("articles/<int:article_id>/discarding/", writing.discarding, name="discard"),
]
