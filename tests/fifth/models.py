from django.db import models


class Retention(models.Model):
    case = models.OneToOneField("cases.Case", primary_key=True, related_name="retention", on_delete=models.CASCADE)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.case}"
