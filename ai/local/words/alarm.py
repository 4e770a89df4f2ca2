"""Cues that a mail cannot wait, and cues that somebody senior should look: stems of many languages."""
# ruff: noqa: E501 - word lists and patterns read better unbroken

# Each code is one of ai.contracts.ESCALATIONS; the first that fits, in this order, names the reason.
ESCALATION: dict[str, str] = {
    "safety": (
        "no_reason_to_live better_off_dead take_my_own_life in_danger_of kill_him kill_her call_an_ambulance cant_take_it_anymore "
        "suicid* kill_myself end_my_life dont_want_to_live do_not_want_to_live want_to_die harm_myself self_harm hurt_myself cant_go_on in_danger life_threatening bomb threaten*..kill going_to_kill "
        "selbstmord* suizid* mich_umbringen nicht_mehr_leben me_suicider mettre_fin_à_mes me_tuer plus_envie_de_vivre suicidarme quitarme_la_vida no_quiero_vivir matarme togliermi_la_vita uccidermi non_voglio_più_vivere "
        "me_matar tirar_minha_vida não_quero_mais_viver zelfmoord wil_niet_meer_leven samobój* nie_chcę_żyć самоубий* покончить_с_собой не_хочу_жить intihar الانتحار 自杀 不想活 自殺 死にたい"
    ),
    "security": (
        "somebody..changed_my_password someone..changed_my in_my_name..lock sending..in_my_name used_my_account using_my_account my_account..misused stranger* did_not_write confidential..visible visible_to_anyone visible_to_others visible_to_strangers seen_by_others attacker* malicious_login takeover taken_over "
        "sign_ins_at sign_ins_from sign_in_from..never odd_activity suspicious_login* suspicious_activity strange_activity none_of_us..ever_been open_to_everyone publicly_accessible publicly_visible found_through_a_search someone_else..logged someone_else..my_account exposed..data data..exposed customer_data..visible stole_our_data stolen_data ransom intruder* security_hole cross_site sql_injection identity..stolen didnt_authori* did_not_authori* "
        "hacked got_hacked been_hacked hijack* took_over..account someone..my_account someone..account..without stolen..account unauthori*_access unauthori*_login unauthori*_payment* unauthori*_charge* data_leak data_breach breach breached leaked "
        "login_from..not_me was_not_me wasnt_me security_incident security_vulnerab* vulnerab* xss ransomware see..other_people* read..tickets_of other_customer* identity_theft fraudulent_charge* card_was_stolen compromised "
        "gehackt* datenleck* sicherheitslücke* sicherheitsvorfall* verdächtige_anmeld* fremde..anmeldung identitätsdiebstahl piraté* piratage fuite_de_données connecté..autre_pays usurpation hackeado hackearon hackeada filtración_de_datos acceso_no_autorizado robaron_mi "
        "hackerat* violazione_dei_dati accesso_non_autorizzato hackeada invadiram vazamento_de_dados gehackt datalek włamani* wyciek_danych взлом* утечка_данных hacklendi veri_sızıntısı تم_اختراق اختراق 被盗 黑客 数据泄露 不正アクセス 情報漏洩 乗っ取 해킹"
    ),
    "legal": (
        "our_lawyers legal_dispute will_contest contest_this legal_department legal_counsel law_firm claims_court tribunal prosecut* authorities official_complaint "
        "ombudsm* consumer_rights legal_department legal_team my_counsel trading_standards arbitration claim_damages formal_notice cease_and_desist injunction regulat*..authority report..to_the_authorities better_business_bureau statutory breach_of_contract "
        "lawyer* attorney* solicitor* legal_action legal_steps legal_proceedings take_you_to_court court sue suing lawsuit litigation small_claims consumer_protection ombudsman regulator data_protection_authority supervisory_authority report_you_to press_charges police "
        "anwalt* rechtsanwalt* anwält* rechtliche_schritte klage_einreichen gericht verklag* verbraucherschutz* verbraucherzentrale aufsichtsbehörde anzeige_erstatten polizei avocat* tribunal poursuites en_justice dgccrf mise_en_demeure plainte_à_la_police "
        "abogad* demanda_judicial tribunales acciones_legales organización_de_consumidores denuncia denunciar* avvocat* vie_legali tribunale denuncia denunciare advogad* processar medidas_judiciais procon advocaat juridische_stappen rechtbank "
        "prawnik* adwokat* sąd sądu kroki_prawne адвокат* юрист* суд суде роспотребнадзор прокуратур* avukat* mahkeme* dava محامي محكمة قضائي 律师 法院 起诉 消协 弁護士 裁判 訴え 消費生活センター"
    ),
    "all_users_down": (
        "all_our_locations all_locations all_our_offices everyone_is_affected all_of_us not_for_my_coworkers not_for_our_customers nothing_loads completely_stuck all_colleagues all_our_users all_our_customers..cannot none_of_our..can none_of_my..can everybody..stuck the_whole_office the_entire_department "
        "entire_office no_one_here..can no_one_here..job nobody_here is_it_just_us on_every_machine every_machine whole_office everyone_is_locked everyone_is_stuck all_of_us..cannot all_of_us_are entire_team..locked business_is_at_a_standstill everything_is_offline orders_are_piling every_user total_outage complete_outage whole_site all_branches all_locations people_sitting "
        "nobody_can everyone..cannot everyone..cant no_one_can none_of_us..reach none_of_us_can all_users whole_company..cannot whole_platform_is_down entire_company entire_team..cannot platform_is_down service_is_down system_is_down site_is_down completely_down everything_is_down is_down_for production..stopped production_is_down "
        "production_down nothing_works_for every_till all_tills cannot_sell cant_sell nobody_in..work all_our_agents..cannot all_stores niemand..arbeiten keiner..arbeiten alle_nutzer alle_benutzer system..steht komplett_ausgefallen komplettausfall produktion_steht "
        "personne_ne_peut personne..travailler tous_les_utilisateurs tout_est_bloqué nadie_puede todos_los_usuarios sistema_está_caído todo_caído nessuno_riesce nessuno_può tutti_gli_utenti ninguém_consegue todos_os_usuários sistema_fora niemand_kan alle_gebruikers ligt_volledig_plat "
        "nikt_nie_może wszyscy_użytkownicy никто_не_может все_пользователи kimse_çalışamıyor tüm_kullanıcılar لا_أحد_يستطيع جميع_المستخدمين 所有用户 全公司 全部无法 全員 全ユーザー"
    ),
    "deadline": (
        "must..today today_and due_by_tonight need..today needed_today today_is_the_last last_day_to by_close_of_business before_close_of before_midnight in_an_hour_from until_noon deadline_is_today deadline_is_tomorrow this_evening..need filed_today file..today submit..today send..by_tonight call_me_back_right_away "
        "midnight_today closes_at_midnight closes_today ends_today ends_tonight closes_tonight last_day_today due_tomorrow due_tonight before_tonight before_tomorrow by_noon until_tonight in_two_hours in_30_minutes starts_in_an_hour tonight..need need..tonight need..by_tomorrow goes_live_tomorrow has_to_be..by_tomorrow "
        "by_tonight by_end_of_day by_eod before_3_pm today_before transferred_today due_today deadline_today today_by within_the_hour within_an_hour in_one_hour in_an_hour must..today needs_to..today has_to..today have_to..today expires_today goes_live_today launch..today tomorrow_morning..need arrive_tomorrow audit..tomorrow "
        "before_noon before_5 by_5_pm by_tomorrow noch_heute bis_heute heute..frist bis_18_uhr muss_heute heute_abend..brauch* aujourd_hui_avant avant_ce_soir dès_aujourd doit..aujourd_hui antes_de_hoy hoy_mismo para_hoy entro_oggi entro_stasera ainda_hoje até_hoje vandaag_nog uiterlijk_vandaag jeszcze_dzisiaj do_końca_dnia сегодня_до сегодня_же bugün_içinde bugüne_kadar اليوم_قبل 今天之内 今天必须 今日中 本日中"
    ),
    "churn": (
        "different_solution another_solution go_with_a_different decided_to_go_with confirm_the_termination terminate_as_of not_extend_our_contract not_continue_with_you leave_you_for end_the_cooperation "
        "take_our_business take_my_business business_elsewhere go_elsewhere look_elsewhere wind_up_our_contract end_our_contract ending_our_contract quit_your_service leave_your_platform we_are_leaving i_am_leaving were_leaving switch_provider* change_provider* another_vendor other_vendors a_rival drop_your_product stop_using_your terminate_our cancel_all cancel_the_contract cancel_our_account shutting_down_the_business "
        "cancel_everything cancel_our_subscription cancel_my_subscription cancel_our_contract terminate_our_contract terminate_the_contract stop_our_subscription end_our_subscription moving_to_another moving_to_a_different switching_to_another switch_to_a_competitor leave_for look_at..competitor* your_competitor* looking_for_alternatives considering_alternatives other_providers wont_renew will_not_renew "
        "kündigen_wir kündige_ich kündigung wechseln_zu..anbieter anderen_anbieter zur_konkurrenz résilier_mon résilier_notre résiliation changer_de_fournisseur concurrence cancelar_mi_suscripción cancelar_nuestra darnos_de_baja irnos_a_la_competencia otro_proveedor disdire disdetta passare_alla_concorrenza altro_fornitore "
        "cancelar_minha_assinatura cancelar_nosso outro_fornecedor concorrente abonnement..opzeggen opzegging overstappen_naar naar_een_concurrent wypowiadam* wypowiedzenie_umowy konkurencj* расторг* отменить_подписку к_конкурент* iptal_etmek_istiyoruz rakip 取消订阅 换一家 解約"
    ),
    "manager_request": (
        "your_management the_management director_of head_of_support someone_with_authority "
        "to_a_supervisor to_your_supervisor a_supervisor to_a_manager with_a_manager your_superior in_charge_here senior_person someone_senior team_lead the_ceo your_ceo your_director "
        "speak_to..manager speak_with..manager talk_to..manager your_manager your_supervisor speak_to..supervisor talk_to..supervisor your_boss someone_in_charge escalate_this escalate_my higher_up vorgesetzt* geschäftsleitung mit_ihrem_chef parler_à..responsable votre_supérieur hablar_con..supervisor hablar_con..encargado su_supervisor "
        "parlare_con..responsabile falar_com..gerente falar_com..supervisor leidinggevende spreken_met..manager rozmawiać_z_kierownikiem с_руководител* начальник* yöneticinizle مديركم 你们经理 找你们领导 責任者 上司を"
    ),
    "repeat_contact": (
        "two_reminders second_reminder reminded_you still_no_reaction no_reaction different_people_now four_different_people same_questions called_once..still asked_twice several_reminders multiple_tickets third_request second_request "
        "four_mails three_mails four_emails three_emails third_ticket fourth_ticket second_reminder third_reminder weeks_of_silence mails_without_answer messages_without keep_writing asked_you_three asked_three_times called_three_times fifth_time again_and_again_without "
        "third_time_i third_mail third_email third_message third_attempt fourth_time fourth_mail contacted_you_twice written_twice wrote_you_twice twice_already already_written already_contacted..times several_times_already multiple_times_already no_answer_for nobody_has_answered nobody..bothered still_waiting_for..reply still_waiting_for..answer following_up_again "
        "schon_dreimal zum_dritten_mal dritte_mail mehrfach_geschrieben schon_mehrmals immer_noch_keine_antwort troisième_fois troisième_mail plusieurs_fois..réponse tercera_vez tercer_correo varias_veces..respuesta terza_volta terza_mail terceira_vez terceiro_email derde_keer derde_mail trzeci_raz trzecia_wiadomość в_третий_раз третье_письмо üçüncü_kez للمرة_الثالثة 第三次 三回目 3回目"
    ),
}

# weight of each group: see urgency.py
URGENT: dict[str, str] = {
    "explicit": (
        "urgent urgently asap emergency immediately right_now right_away straight_away at_once critical blocker high_priority top_priority p1 sev1 as_soon_as_possible time_sensitive fix_this_now now_please dringend* sofort eilt notfall umgehend schnellstmöglich unverzüglich höchste_priorität "
        "urgent* urgence immédiatement tout_de_suite au_plus_vite dès_que_possible urgente* urgencia inmediatamente de_inmediato cuanto_antes lo_antes_posible ahora_mismo emergenza immediatamente subito al_più_presto urgência imediatamente o_quanto_antes o_mais_rápido dringend spoed onmiddellijk meteen zo_snel_mogelijk "
        "pilne pilnie natychmiast jak_najszybciej срочно немедленно как_можно_скорее acil* hemen derhal en_kısa_sürede عاجل فورا بأسرع 紧急 立即 马上 尽快 至急 緊急 すぐに 早急 급합니다 긴급"
    ),
    "impact": (
        "cannot_work cant_work unable_to_work stops_us_from blocks_us blocking_us blocked_us we_are_stuck cannot_continue cant_continue cannot_sell cannot_ship cannot_invoice losing_money lose_money losing_customers losing_sales every_minute our_customers..cannot our_clients..cannot cant_reply_to production go_live payroll salaries patients tills checkout entire_team people_sitting at_a_standstill "
        "nicht_arbeiten können..arbeiten arbeit..steht kunden_können..nicht verlieren..geld umsatzausfall blockiert_uns ne_pouvons_plus bloqués perdons..argent clients_ne_peuvent no_podemos_trabajar tengo_que_trabajar perdemos_dinero clientes_no_pueden non_possiamo_lavorare perdiamo clienti_non "
        "não_podemos_trabalhar perdendo_dinheiro clientes_não kunnen_niet_werken verliezen_geld nie_możemy_pracować nie_mogę_kontynuować tracimy не_можем_работать теряем çalışamıyoruz para_kaybediyoruz لا_نستطيع_العمل 无法工作 损失 仕事にならない 作業が進みません 業務が止"
    ),
    "broken": (
        "cannot_access cant_access cannot_log cant_log cant_get_in locked_out not_working doesnt_work stopped_working crash* data_loss have_vanished disappeared gone stopped is_down unreachable outage declined suspended error fails "
        "funktioniert_nicht geht_nicht gesperrt ausgefallen fehler ne_fonctionne_pas bloqué en_panne erreur no_funciona bloquead* error caído non_funziona bloccat* errore não_funciona não_consigo bloquead* erro werkt_niet geblokkeerd fout nie_działa błąd не_работает не_могу_войти ошибк* çalışmıyor hata لا_يعمل خطأ 无法 错误 锁定 エラー できない 動かない"
    ),
    "soon": (
        "today tonight tomorrow this_morning this_afternoon by_friday by_monday by_the_end_of deadline due_date meeting presentation auditors audit launch heute morgen frist bis_freitag aujourd_hui demain échéance avant_vendredi hoy mañana plazo oggi domani scadenza entro_venerdì hoje amanhã prazo vandaag morgen deadline dzisiaj jutro termin сегодня завтра срок bugün yarın اليوم غدا 今天 明天 今日 明日"
    ),
    "relaxed": (
        "no_rush no_hurry not_urgent whenever_you at_your_convenience when_you_have_time just_wondering just_curious low_priority nice_to_have idea suggestion roadmap feature_request would_be_great would_be_nice some_day someday keine_eile nicht_dringend bei_gelegenheit wenn_sie_zeit pas_urgent rien_d_urgent quand_vous_aurez sin_prisa no_es_urgente cuando_puedan senza_fretta non_è_urgente quando_potete sem_pressa não_é_urgente quando_puderem geen_haast niet_dringend bez_pośpiechu не_срочно не_спешите acelesi_yok 不急 急ぎません"
    ),
    "fraud": "unauthori*_payment* unauthori*_charge* unauthori*_transaction* fraudulent_charge* fraudulent_payment* ordering..my_card used_my_card card_was_stolen stolen_card didnt_authori*..payment did_not_authori* abbuchung_nicht_autorisiert unbefugte_abbuchung paiement_frauduleux cargo_no_autorizado pago_no_autorizado addebito_non_autorizzato cobrança_não_autorizada",
}
