from django.contrib import admin

from . import models


class OrderLineInline(admin.TabularInline):
    model = models.OrderLine
    extra = 0


@admin.register(models.Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["__str__", "status"]
    inlines = [OrderLineInline]


@admin.register(models.Product, models.DiscountedProduct)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["name", "category", "price"]
    list_editable = ["price"]
    ordering = ["pk"]


admin.site.register(models.Category)
