"""Salutations and closings of a reply in the languages our drafts come in."""


# language: (with a name, without a name, closing)
LETTERS: dict[str, tuple[str, str, str]] = {
    "en": ("Hello {name},", "Hello,", "Kind regards"),
    "de": ("Hallo {name},", "Guten Tag,", "Freundliche Grüße"),
    "fr": ("Bonjour {name},", "Bonjour,", "Cordialement"),
    "es": ("Hola, {name}:", "Hola:", "Saludos cordiales"),
    "it": ("Buongiorno {name},", "Buongiorno,", "Cordiali saluti"),
    "pt": ("Olá, {name},", "Olá,", "Atenciosamente"),
    "nl": ("Hallo {name},", "Hallo,", "Met vriendelijke groet"),
    "pl": ("Dzień dobry {name},", "Dzień dobry,", "Pozdrawiamy"),
    "ru": ("Здравствуйте, {name}!", "Здравствуйте!", "С уважением"),
    "uk": ("Вітаємо, {name}!", "Вітаємо!", "З повагою"),
    "tr": ("Merhaba {name},", "Merhaba,", "Saygılarımızla"),
    "sv": ("Hej {name},", "Hej,", "Vänliga hälsningar"),
    "da": ("Hej {name},", "Hej,", "Venlig hilsen"),
    "cs": ("Dobrý den, {name},", "Dobrý den,", "S pozdravem"),
    "ar": ("مرحبا {name}،", "مرحبا،", "مع أطيب التحيات"),
    "zh": ("{name}，您好：", "您好：", "此致敬礼"),
    "ja": ("{name}様", "お客様", "よろしくお願いいたします。"),
    "ko": ("{name}님, 안녕하세요.", "안녕하세요.", "감사합니다."),
}
