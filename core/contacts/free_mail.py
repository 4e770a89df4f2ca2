"""Mail domains where anybody gets an address: sharing one says nothing about who works where.

A list of our own: the providers most people of the world use, with their country domains. A company
can never claim one, and nobody joins a company by one. Missing here is a provider only until somebody
adds it; what it would do is put strangers into one company, so rather one too many than one too few.
"""

from __future__ import annotations

GLOBAL = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com ymail.com
rocketmail.com myyahoo.com icloud.com me.com mac.com aol.com aim.com proton.me protonmail.com
protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me mail.com
email.com usa.com post.com gmx.com gmx.net zoho.com zohomail.com zohomail.eu fastmail.com
fastmail.fm hey.com hushmail.com hush.com inbox.com lycos.com mailbox.org posteo.de posteo.net
disroot.org riseup.net runbox.com startmail.com skiff.com duck.com simplelogin.com
"""
BY_COUNTRY = {
    "gmx": "at ch de es fr it li lu tm us co.uk",
    "hotmail": "be ca ch cl co.il co.jp co.kr co.uk co.za com.ar com.au com.br com.tr cz de dk es fi fr "
    "gr hu it lt nl no ph rs se sg sk",
    "outlook": "at be cl co.id co.il co.th com.ar com.au com.br com.gr com.tr com.vn cz de dk es fr hu "
    "ie in it jp kr lv my ph pt sa sg sk",
    "live": "at be ca cl cn co.uk co.za com.ar com.au com.mx com.pt de dk fi fr ie in it jp nl no ru se",
    "yahoo": "at be bg ca ch cl cn co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au "
    "com.br com.cn com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.vn cz "
    "de dk es fi fr gr hu ie in it nl no pl pt ro ru se",
    "aol": "co.uk com.au com.br de es fr it",
    "yandex": "by com com.tr kz ru ua",
}
OF_ONE_COUNTRY = """
web.de t-online.de freenet.de arcor.de online.de email.de mail.de magenta.de vodafone.de
unity-mail.de kabelmail.de aon.at chello.at a1.net inode.at bluewin.ch sunrise.ch hispeed.ch
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr libero.it virgilio.it
alice.it tin.it tiscali.it tim.it fastwebnet.it email.it terra.es telefonica.net movistar.es ono.com
sapo.pt clix.pt iol.pt mail.pt btinternet.com bt.com sky.com virginmedia.com ntlworld.com
talktalk.net tiscali.co.uk blueyonder.co.uk eircom.net ziggo.nl kpnmail.nl planet.nl home.nl
hetnet.nl casema.nl xs4all.nl telenet.be skynet.be proximus.be scarlet.be telia.com bredband.net
comhem.se spray.se online.no frisurf.no mail.dk tdcadsl.dk jubii.dk luukku.com kolumbus.fi
suomi24.fi elisanet.fi wp.pl o2.pl onet.pl onet.eu op.pl interia.pl poczta.fm gazeta.pl seznam.cz
email.cz centrum.cz post.cz volny.cz azet.sk centrum.sk zoznam.sk freemail.hu citromail.hu
indamail.hu abv.bg mail.bg dir.bg mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru ya.ru
ukr.net i.ua meta.ua bigmir.net tut.by inbox.lv mail.ee walla.co.il walla.com comcast.net
verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net
frontier.com windstream.net juno.com netzero.net rogers.com shaw.ca sympatico.ca bell.net telus.net
videotron.ca uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com prodigy.net.mx
bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz rediffmail.com indiatimes.com
sify.com qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com
189.cn naver.com daum.net hanmail.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp
i.softbank.jp nifty.com biglobe.ne.jp ocn.ne.jp webmail.co.za mweb.co.za
"""
FREE_MAIL = (
    frozenset(GLOBAL.split())
    | frozenset(OF_ONE_COUNTRY.split())
    | {f"{name}.{country}" for name, countries in BY_COUNTRY.items() for country in countries.split()}
)
