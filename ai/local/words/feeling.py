"""Cues of feeling in support mail. Complaints are factual: "still no answer" hurts more than "bad".

strong_* count double. `courtesy` is politeness that says nothing about the mood; `relief`
turns an earlier problem into thanks. Stems of 13 languages, notation of ai.local.lexicon.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

FEELING: dict[str, str] = {
    "strong_negative": (
        "laughed_at_me be_treated_this will_not_be_treated never_ordered completely_stuck do_something in_my_name will_contest brazen impudent "
        "disgusted lost_all_confidence lost_all_trust no_way_to_treat done_arguing put_me_through seriously beyond_a_joke rip_off ripoff crooks worthless abysmal atrocious laughable clowns shambles fuming treated_like_dirt i_dont_want_to_live cant_take_it_anymore "
        "unacceptable disgrac* pathetic ridiculous appalling outrag* furious sick_of fed_up a_joke worst horrible terrible awful useless garbage "
        "theft scam thieves stole robbed liars lying incompeten* never_again shame_on insult* rude hung_up catastroph* disaster nightmare going_crazy "
        "livid infuriat* unbelievable absolute_mess beyond_belief nothing_works take_you_to_court legal_action hijacked hacked "
        "inakzeptabel unverschämt* frechheit katastroph* unzumutbar* betrug* skandal* miserabel* wütend stinksauer unfassbar nie_wieder schlimmste* gar_nichts_mehr unmöglich..service "
        "inadmissible inacceptable honteux scandaleux lamentable furieux furieuse ras_le_bol nul arnaque catastroph* voleurs horrible pire "
        "inaceptable vergüenza vergonzos* pésim* horrible ladrones estafa* furios* hart* indignad* desastre harto peor caído "
        "inaccettabil* vergognos* pessim* scandalos* furios* truffa* disastro ladri schifo peggior* "
        "inaceitável absurdo vergonha péssim* horrível ladrões furios* palhaçada desrespeito pior "
        "onacceptabel schandalig belachelijk woedend waardeloos oplichting* ramp slechtste "
        "skandal* niedopuszczaln* żenad* oszust* wściek* fataln* beznadziejn* "
        "возмут* безобраз* ужас* кошмар* мошенн* отвратительн* позор* худш* "
        "rezalet kabul_edilemez berbat dolandır* korkunç skandal en_kötü "
        "غير_مقبول فضيحة سيئ_جدا احتيال كارثة 无法接受 太差 垃圾 骗子 愤怒 气死 糟糕透 ひどい 最悪 許せ 詐欺 怒"
    ),
    "negative": (
        "tiresome losing_requests throws_me_out keeps_telling simply_missing too_low service_unavailable stuck no_reaction is_anybody_there right_away at_once expect_the expect_a debited_although although_i really_poor same_questions relies_on_that stopped_working lock_the_account nothing_loads missing_again fake obviously_cant never_works cannot_go_on unable_to_work still_waiting in_trouble desperate* not_good_enough makes_no_sense "
        "wont_open cant_complete still_says until_i_give_up give_up gave_up moves_like treacle piling_up without_a_word canned_answer* weeks_of_silence is_a_mess kill_the_tab keeps_sending threats insults never_been_there patience lose_patience losing_patience worried concerned alarming broke_again right_now dont_read let_down regret hopeless a_pain painful tedious time_consuming unfair confus* inconvenien* struggl* keeps_bombing bombs_out looking_at_a_maintenance do_their_job waited never_works without_success in_vain pointless fourth_mail four_mails elsewhere wasted cannot_believe shouldnt_be_this hassle "
        "still_not still_no still_cant still_waiting still_doesnt still..broken again_and_again over_and_over every_time every_single keeps_happening third_time second_time "
        "no_answer no_reply no_response not_answered not_replied nobody_answer* nobody_repl* nobody..answer* nobody..inform* never_repl* ignored ignores ignoring frustrat* annoy* disappoint* "
        "angry upset unhappy dissatisf* tired_of lost_my lose_my lose_money lost..data cannot_work cant_work can't_work nobody_can none_of_us cannot_sell unusable unreliable waste waste_of wasted "
        "costs_us_a poor bad badly worse broken fails failed wrong_invoice* why_do_you_keep cannot_trust cant_trust as_usual at_last for_good for_weeks for_months since_weeks "
        "since_two_days for_days days_now yet_again drops_every gone vanished have_vanished are_gone is_gone dead does_nothing cannot_reply cant_reply only_tried shuts_down suspended "
        "charged_twice double_charged two_payments still_got_charged got_charged overcharged by_mistake_you never_asked problems complain* ages hangs leak hacked not_me it_wasnt_me was_not_me unsolicited cheats pretends_to_be "
        "i_need_to_work need_to_work immediately urgent* asap sluggish missing_all lost_its_connection third_message twice_already why_is why_are how_is_it_possible_that cant_believe dunning dispute stopped we_need_this stops_with quit locked_after "
        "immer_noch_nicht immer_noch_kein* immer_wieder schon_wieder keine_antwort niemand_antwortet enttäusch* ärger* verärgert unzufrieden* nervt frustrier* schlecht* kaputt verloren seit_tagen seit_wochen leider_nicht komme..nicht niemand..arbeiten geht..nicht_mehr zweimal..abgebucht sofort "
        "toujours_pas toujours_aucune aucune_réponse sans_réponse déçu* mécontent* énerv* frustr* mauvais* perdu depuis_des_jours deux_semaines encore_une_fois très_lent* en_panne piraté* inquiet "
        "todavía_no sigo_sin sin_respuesta nadie_responde decepcion* molest* frustr* enfadad* malo mala perdido perdí pierdo otra_vez desde_hace_días no_puedo tengo_que_trabajar cada_vez_que dos_veces "
        "ancora_non nessuna_risposta nessuno_risponde delus* arrabbiat* frustrant* insoddisf* perso da_giorni di_nuovo ogni_volta non_funziona "
        "ainda_não sem_resposta ninguém_responde decepcion* frustr* chatead* insatisf* perdi há_dias de_novo já_tentei muito_lento não_consigo duas_vezes "
        "nog_steeds_niet nog_steeds_geen geen_antwoord niemand_reageert teleurgesteld* ontevreden boos frustrerend slecht alweer niet_meer..inloggen geblokkeerd "
        "nadal_nie ciągle brak_odpowiedzi rozczarow* zły niezadowol* frustru* znowu nie_mogę_kontynuować "
        "до_сих_пор никто_не_отвеч* разочаров* недовол* опять снова_не не_могу не_работает дважды двічі "
        "hâlâ cevap_yok hayal_kırıklığı memnun_değil kızgın yine çok_yavaş açılmıyor "
        "لا_أحد_يرد محبط غاضب مرة_أخرى لا_يعمل في_كل_مرة 还是不 没有回复 没人回复 失望 不满 又 一直无法 尽快 まだ 返事がない 残念 困って 不満 進みません たびに 안_됩니다 nemohu_pokračovat"
    ),
    "positive": (
        "really_like we_like_the i_like_the pleased satisfied_with thank_you_very_much thanks_a_lot many_thanks_for works_fine works_great works_perfectly it_works "
        "enjoy enjoying obliged all_good_now sorted works_like_a_charm made_our_day made_my_day relieved smooth smoothly well_handled kudos fast_help quick_reply friendly pleasure fine_again back_to_normal "
        "happy glad pleased satisfied great good nice perfect helpful love loves thankful grateful appreciate* works_now working_again works_again running_again solved it_works did_the_trick well_done quick_help fast_reaction fast_response thank_you_for_the thanks_for_the "
        "super toll* gut_gemacht zufrieden freu* hilfreich funktioniert_wieder funktioniert_jetzt danke_für perfekt schnelle "
        "satisfait* content* ravi parfait utile merci_pour bravo fonctionne_à_nouveau "
        "content* satisfech* perfecto útil gracias_por funciona_de_nuevo amable "
        "content* soddisf* perfetto utile grazie_per funziona_di_nuovo gentil* "
        "feliz satisfeit* perfeito útil obrigad*..pela obrigad*..pelo resolvido funcionou "
        "blij tevreden perfect fijn bedankt_voor werkt_weer goed_geholpen "
        "zadowol* świetn* dziękuję_za działa_znowu "
        "доволен довольн* спасибо_за отлично рад помогл* "
        "memnun* güzel teşekkür* yardımcı "
        "سعيد شكرا_على ممتاز 满意 谢谢你们 很好 解决了 助かり 嬉しい ありがとうございました"
    ),
    "strong_positive": (
        "hats_off so_quickly made_our_day never_seen_anybody thrilled ecstatic top_notch first_class five_stars stellar blown_away beyond_my_expectations exceeded lifesaver life_saver "
        "amazing awesome brilliant excellent fantastic wonderful outstanding superb impressed love_it love_the best_support thank_you_so thanks_so_much many_many_thanks so_happy very_happy absolutely_love rock keep_up exceptional "
        "großartig* hervorragend* begeistert fantastisch* spitze klasse wunderbar* vielen_lieben tausend_dank "
        "excellent* génial* formidable* fantastique* super_service merci_infiniment mille_mercis "
        "excelente* fantástic* maravillos* increíble* encanta estupend* mil_gracias "
        "eccellent* fantastic* ottim* bravissim* meraviglios* grazie_mille_per "
        "excelente* ótim* maravilhos* fantástic* adorei adoramos parabéns "
        "geweldig* fantastisch* uitstekend* super_blij top_service "
        "wspania* rewelac* fantastyczn* doskonał* "
        "замечательн* великолепн* прекрасн* огромное_спасибо супер "
        "harika mükemmel muhteşem süper "
        "رائع ممتاز_جدا 太棒 非常好 非常满意 素晴らしい 最高 感動"
    ),
    "relief": "works_now working_again running_again works_again is_solved solved_in all_good did_the_trick funktioniert_wieder funktioniert_jetzt hat_geklappt gelöst fonctionne_maintenant résolu resuelto risolto resolvido opgelost rozwiązan* решен* 解决了 直りました",
}

# Removed before VADER reads the mail: polite formulas and product words it takes for feelings.
COURTESY = (
    r"\b(?:please|pls|kindly|thanks? (?:you )?in advance|many thanks|thanks and regards|thank you and|thanks?(?:[,.!]| in advance)|(?:kind|best|warm) (?:regards|wishes)|dear|hello|"
    r"good (?:morning|afternoon|evening|day)|could you|can you|would like|we'd like|i'd like|help(?: ?desk| ?center| ?centre)?|support(?: team| address| ticket)?|care|like|share[ds]?|"
    r"trust|security|secure|problem|problems|issue|error|errors|fail(?:s|ed|ing|ure)?|alert|debit|charge[ds]?|number|cancel(?:led|ed|lation)?|stop(?:ped|s)?|lost|wrong|miss(?:ing|ed)?|"
    r"questions?|sorry|unfortunately|mistake|accident|block(?:ed)?|critical|free|sure|true|well|value|interests?|credit|reject(?:ed)?|declined|refused|approve[ds]?|yes|no|demand|pay|join(?:ed)?|"
    r"warning|pressed?|drop(?:s|ped)?|low(?:er)?|hide|hidden|limit(?:ed|s)?|vulnerab\w+|forgot(?:ten)?|expired|save[ds]?|party|play|create|growing|benefit|active|special|ready|important|natural(?:ly)?|clear|clean|"
    r"interesting|recommend(?:ed|s)?|allow(?:ed)?|agree(?:ment)?|adequate\w*|grant(?:s|ed)?|protection|legal(?:ly)?|dispute[ds]?|delay(?:ed|s)?|cut|dead(?:line)?|empty|isolated)\b"
)
