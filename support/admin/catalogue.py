"""Products, symptoms, known faults."""

from __future__ import annotations

from django.contrib import admin

from contactcenter.lib.admin import ModelAdmin, Section
from support.models import Fault, Product, Symptom


@admin.register(Product)
class ProductAdmin(ModelAdmin[Product]):
    section = Section.TEXTS
    icon = "router"
    position = 70
    list_display = ("name", "code", "repeat_days", "check_days", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


@admin.register(Symptom)
class SymptomAdmin(ModelAdmin[Symptom]):
    section = Section.TEXTS
    icon = "symptoms"
    position = 71
    list_display = ("name", "product", "position", "is_active")
    list_filter = ("product", "is_active")
    list_select_related = ("product",)
    search_fields = ("name", "code")


@admin.register(Fault)
class FaultAdmin(ModelAdmin[Fault]):
    section = Section.TEXTS
    icon = "build"
    position = 72
    list_display = ("name", "product", "severity", "is_active")
    list_filter = ("product", "severity", "is_active")
    list_select_related = ("product",)
    search_fields = ("name", "code", "causes", "remedies")
    autocomplete_fields = ("symptoms",)
