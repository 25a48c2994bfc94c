"""The knowledge base over the REST API: reading and searching what is published, writing drafts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contactcenter.api.filters import refuse_others
from contactcenter.api.serializers.base import PersonSerializer, RequestBody
from contactcenter.api.views.base import ReadOnlyResource
from knowledge.models import Article, Audience, Category, Kind
from knowledge.models.articles import BODY_LIMIT
from knowledge.operations.articles import Facts, Text, write_article
from knowledge.queries.reading import public_link
from knowledge.queries.search import Search, search_articles


class CategoryOf(serializers.SlugRelatedField[Category]):
    """A category by its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="slug", **options)


class ArticleSerializer(serializers.ModelSerializer[Article]):
    """An article as it is published; `body` is Markdown."""

    category = CategoryOf(read_only=True)
    owner = PersonSerializer(read_only=True)
    version = serializers.IntegerField(source="published_number", read_only=True, allow_null=True)
    link = serializers.SerializerMethodField(help_text="Where clients read it; empty for what is for staff only.")

    class Meta:
        model = Article
        fields = (
            "id",
            "title",
            "summary",
            "body",
            "category",
            "kind",
            "audience",
            "products",
            "owner",
            "valid_from",
            "valid_until",
            "is_published",
            "version",
            "published_at",
            "link",
            "used",
            "helped",
            "not_helped",
        )
        read_only_fields = fields

    def get_link(self, article: Article) -> str:
        """The public page."""
        return public_link(article)


class ArticleHitSerializer(serializers.Serializer[Any]):
    """An article that was found; `snippet` marks the words with <mark>, everything else in it is escaped."""

    article = ArticleSerializer(read_only=True)
    snippet = serializers.CharField(read_only=True)


class ArticleHitsSerializer(serializers.Serializer[Any]):
    """What was found, the best first; `instead` is the text that was searched where it was not what was asked."""

    instead = serializers.CharField(read_only=True)
    results = ArticleHitSerializer(source="hits", many=True, read_only=True)


class NewArticleBody(RequestBody):
    """A draft: somebody else than its author approves it on screen."""

    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(max_length=500, required=False, allow_blank=True)
    body = serializers.CharField(max_length=BODY_LIMIT)
    category = CategoryOf(queryset=Category.objects.all())
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)
    products = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=50)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)


class SearchQuery(serializers.Serializer[Any]):
    """Words of the question."""

    q = serializers.CharField(max_length=200)


class ArticleViewSet(ReadOnlyResource[Article]):
    """Articles of the knowledge base, the newest first."""

    resource = "knowledge"
    serializer_class = ArticleSerializer

    def get_queryset(self) -> QuerySet[Article]:
        """With everything that a row shows."""
        rows = Article.objects.visible_to(self.person).select_related("category", "owner")
        return rows.defer("body_key", "found").order_by("-pk")

    @extend_schema(request=NewArticleBody, responses={201: ArticleSerializer})
    def create(self, request: Request) -> Response:
        """Write a draft."""
        given = self.body(NewArticleBody)
        text = Text(title=given.pop("title"), body=given.pop("body"), summary=given.pop("summary", ""))
        article = write_article(text=text, facts=Facts(**given), author=self.person, at=timezone.now())
        return self.drawn(article, status=status.HTTP_201_CREATED, at="api:articles-detail")

    @extend_schema(
        parameters=[SearchQuery],
        responses=ArticleHitsSerializer,
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def search(self, request: Request) -> Response:
        """The twenty best published articles that are in force."""
        refuse_others(request, {"q"})
        given = SearchQuery(data=request.query_params)
        given.is_valid(raise_exception=True)
        search = Search(text=given.validated_data["q"], user=self.person, day=timezone.localdate())
        return Response(ArticleHitsSerializer(search_articles(search)).data)
