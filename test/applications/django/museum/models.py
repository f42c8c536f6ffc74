"""Every field that Django has, but ImageField, which is a FileField with a library behind it."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Upper


class Room(models.Model):
    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(max_length=8, unique=True)


class Person(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=60)
    born = models.DateField(null=True)
    teacher = models.ForeignKey("self", models.SET_NULL, null=True, related_name="pupils")
    friends = models.ManyToManyField("self")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True)

    class Meta:
        unique_together = [("name", "born")]
        permissions = [("may_restore", "May restore exhibits")]


class Keyword(models.Model):
    slug = models.SlugField(primary_key=True)


class Exhibit(models.Model):
    class State(models.TextChoices):
        SHOWN = "s", "shown"
        STORED = "t", "in store"

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=100)
    state = models.CharField(max_length=1, choices=State, default=State.SHOWN, db_default="s")
    on_loan = models.BooleanField(default=False)
    insured = models.BooleanField(null=True)
    acquired = models.DateField()
    seen_at = models.DateTimeField()
    opens = models.TimeField(null=True)
    lasts = models.DurationField(null=True)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    weight = models.FloatField(db_column="Weight in kg")
    contact = models.EmailField(blank=True)
    photo = models.FileField(upload_to="photos", blank=True)
    plan = models.FilePathField(path="/plans", blank=True)
    sensor = models.GenericIPAddressField(null=True)
    details = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    pieces = models.IntegerField(default=1)
    code = models.BigIntegerField()
    floor = models.SmallIntegerField(default=0)
    visits = models.PositiveBigIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0)
    doors = models.PositiveSmallIntegerField(default=0)
    slug = models.SlugField(unique=True)
    story = models.TextField(blank=True)
    link = models.URLField(blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    stamp = models.BinaryField(null=True)
    room = models.ForeignKey(Room, models.PROTECT, to_field="code", null=True)
    makers = models.ManyToManyField(Person, through="Making")
    keywords = models.ManyToManyField(Keyword)
    loud_title = models.GeneratedField(
        expression=Upper("title"), output_field=models.CharField(max_length=100), db_persist=True
    )
    all_seats = models.GeneratedField(
        expression=models.F("seats") * models.F("pieces"), output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gte=0), name="value_not_negative"),
            models.UniqueConstraint(fields=["room"], condition=models.Q(on_loan=True), name="one_on_loan_a_room"),
            models.UniqueConstraint("code", "floor", name="code_of_floor"),
        ]
        indexes = [models.Index(fields=["-acquired", "title"], name="newest_first")]


class Painting(Exhibit):
    """Inheritance of tables: the key is a reference."""

    varnished = models.BooleanField(default=False)


class Making(models.Model):
    exhibit = models.ForeignKey(Exhibit, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    part = models.CharField(max_length=40, null=True)

    class Meta:
        order_with_respect_to = "exhibit"


class Shelf(models.Model):
    pk = models.CompositePrimaryKey("rack", "number")
    rack = models.IntegerField()
    number = models.IntegerField()
    label = models.CharField(max_length=20)


class Remark(models.Model):
    """On anything: which table it is about is a row of django_content_type."""

    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey()
