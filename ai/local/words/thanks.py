"""Thanks, and the words that may stand beside them without saying anything more.

No word that can turn the meaning round: no "but", "not", "still", "again", "until", "if".
"""
# ruff: noqa: E501 - word lists read better unbroken

THANKS = (
    "thanks thank thankyou thx tx ty cheers appreciated appreciate danke dankeschön dank vielen merci remercie remercions gracias agradezco agradecido grazie ringrazio obrigado obrigada agradeço bedankt dankjewel dankuwel dziękuję dziękujemy dzięki спасибо благодарю благодарим teşekkür teşekkürler sağol sağolun شكرا شكراً tack tak takk kiitos děkuji дякую mulțumesc köszönöm ευχαριστώ"
)
COURTESY = (
    # English
    "you your yours very much so many a lot lots ton tons million for the this that it its is was all everyone everybody team support help helping helped assistance answer answers reply response quick fast prompt swift speedy great good perfect excellent wonderful amazing awesome brilliant fantastic super lovely nice kind kindly works working worked fine now well solved resolved fixed sorted done ok okay alright yes yep hi hello hey dear have had day evening weekend week best regards kind warm wishes greetings sincerely take care again appreciate really truly indeed most we i im my me us our and to of in with from as always everything can be closed close perfectly exactly what needed wanted did trick job amazing service wow happy glad "
    # German
    "schön schönen sehr herzlichen herzlich besten lieben tausend für die das den der dem ihre ihren ihr deine eure schnelle schnellen rasche prompte hilfe unterstützung antwort rückmeldung mühe es hat geklappt geholfen funktioniert läuft jetzt nun alles wieder gut super prima perfekt klasse toll wunderbar top hallo guten tag morgen abend liebe grüße gruß grüßen freundlichen freundliche freundlichem mit viele beste mfg lg vg schönes wochenende team ihnen dir euch und ist erledigt gelöst hiermit wir ich uns mir sie passt gerne ja bestens "
    # French
    "beaucoup bien mille infiniment pour un grand votre vos ton ta aide réponse rapide rapidité retour soutien à de la le les l équipe vous tous toute tout cela ça c est marche fonctionne maintenant parfait super génial excellent excellente bonne bon journée soirée week end cordialement bonjour bonsoir salut résolu réglé je nous et avec sincèrement salutations oui "
    # Spanish
    "muchas mil muchísimas por su tu vuestra ayuda respuesta rápida rapidez apoyo todo todos equipo a el la los las ya funciona ahora perfecto genial excelente estupendo bien muy saludos saludo cordial cordiales hola buenos buenas días tardes que tenga tengan buen día fin semana solucionado resuelto está y con de sí "
    # Italian
    "mille molte tante infinite per il vostro vostra suo sua tuo aiuto risposta veloce rapida supporto tutto tutti adesso ora funziona perfetto ottimo benissimo eccellente cordiali saluti buona buon giornata serata ciao salve buongiorno risolto è e di del la lo team sì "
    # Portuguese
    "muito muita pela pelo ajuda resposta rápida apoio tudo todos equipe equipa agora funciona funcionou perfeito ótimo excelente abraço abraços atenciosamente cumprimentos bom boa dia tarde noite olá resolvido está o os e de sim "
    # Dutch
    "heel erg veel hartelijk u je jullie voor de het snelle hulp antwoord reactie ondersteuning werkt nu alles weer goed perfect top geweldig prima groet groeten vriendelijke met fijne dag weekend avond hallo beste opgelost en is ja "
    # Polish
    "bardzo serdecznie za pomoc odpowiedź szybką szybka wsparcie wszystko już teraz działa super świetnie idealnie pozdrawiam pozdrowienia dzień dobry miłego dnia cześć rozwiązane i jest tak "
    # Russian
    "большое огромное вам тебе за помощь ответ быстрый быструю оперативный поддержку всё все уже теперь работает отлично супер прекрасно хорошего дня с уважением здравствуйте добрый день привет решено и это "
    # Turkish
    "çok ederim ederiz yardımınız yardım için hızlı cevap cevabınız destek desteğiniz her şey şimdi çalışıyor harika süper mükemmel iyi günler merhaba selam saygılar saygılarımla çözüldü ve bu "
    # Arabic, Swedish, Danish, Norwegian, Finnish, Czech, Ukrainian
    "جزيلا جزيلاً لكم لك على المساعدة الرد السريع كل شيء يعمل الآن ممتاز رائع مرحبا تحياتي مع så mycket för hjälpen snabba svaret allt fungerar nu bra hej hälsningar vänliga mange for hjælpen hurtige svar alt virker fungerer nå hilsen venlig vennlig paljon avusta nyt toimii terveisin moc mockrát za pomoc rychlou odpověď vše funguje teď pozdravem dobrý den дуже велике за допомогу швидку відповідь тепер працює чудово"
)
CALLS = frozenset(["hi", "hello", "hey", "dear", "thanks", "thank", "you", "danke", "hallo", "liebe", "lieber", "merci", "bonjour", "salut", "gracias", "hola", "grazie", "ciao", "obrigado", "obrigada", "olá", "bedankt", "dzięki", "cześć", "спасибо", "привет", "teşekkürler", "merhaba", "tack", "hej", "tak", "takk"])  # a name may follow
ASKS = frozenset(["please", "call", "need", "want", "urgent", "asap", "now", "not", "no", "but", "still", "bitte", "dringend", "nicht", "aber", "urgente", "urgent", "appelez", "llame", "proszę", "пожалуйста", "lütfen", "still", "broken"])
RUNNING = (
    "谢谢", "谢谢你", "谢谢您", "多谢", "非常感谢", "感谢", "非常", "您的", "你的", "帮助", "回复", "快速", "快", "问题", "已解决", "解决了", "已经", "可以了", "好了", "没问题了", "你好", "您好", "好的", "很好", "太好了", "了", "的", "大家", "客服", "支持",
    "ありがとうございました", "ありがとうございます", "ありがとう", "どうも", "本当に", "誠に", "助かりました", "解決しました", "できました", "迅速な", "ご対応", "ご返信", "対応", "お返事", "いただき", "こんにちは", "お世話になっております", "よろしくお願いします", "よろしくお願いいたします", "です", "無事",
    "감사합니다", "정말", "고맙습니다", "도와주셔서", "해결되었습니다", "안녕하세요",
)  # fmt: skip
