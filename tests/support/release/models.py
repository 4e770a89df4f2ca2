from django.db import models


class Thing(models.Model):
    name = models.CharField(max_length=20)
    shape = models.CharField(max_length=20, default="round")
    turns = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="thing_by_name"),
            models.Index(fields=["shape"], name="thing_by_shape"),
        ]
