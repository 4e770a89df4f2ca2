"""The help centre: its front at the root, the rest below /help/, where mails link to."""

from django.urls import include, path

from portal.customer import approval, articles, brand, request_new, requests, sign_in, silence

customer = [
    path("", articles.home, name="home"),
    path("help/", articles.old_home, name="old_home"),
    path("help/search/", articles.search, name="search"),
    path("help/suggest/", articles.suggest, name="suggest"),
    path("help/articles/<slug:slug>/", articles.article, name="article"),
    path("help/articles/<slug:slug>/vote/", articles.article_vote, name="article_vote"),
    path("help/requests/", requests.requests, name="requests"),
    path("help/requests/new/", request_new.new, name="request_new"),
    path("help/requests/new/fields/", request_new.own_fields, name="request_fields"),
    path("help/requests/<int:number>/", requests.one, name="request"),
    path("help/requests/<int:number>/reply/", requests.reply, name="reply"),
    path("help/sign-in/", sign_in.sign_in, name="sign_in"),
    path("help/sign-in/sent/", sign_in.sent, name="sent"),
    path("help/sign-in/<str:token>/", sign_in.confirm, name="confirm"),
    path("help/approvals/<str:token>/", approval.approval, name="approval"),
    path("help/automatic-mail/<str:token>/", silence.silence, name="silence"),
    path("help/sign-out/", sign_in.sign_out, name="sign_out"),
]
urlpatterns = [
    path("", include((customer, "customer"))),
    path("brand.css", brand.stylesheet, name="brand"),
    path("brand/logo", brand.logo, name="logo"),
]
