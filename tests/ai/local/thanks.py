"""Messages that only say thanks, and messages that say thanks and something more. All invented."""

ONLY = (
    "Thank you!", "Thanks a lot, that helped.", "Perfect, thank you very much!", "Hi Ana,\n\nthanks for the quick help!\n\nBest regards\nCarla Customer",
    "Great, it works now. Thanks!", "Thank you so much for your fast reply. Have a nice weekend!", "Thx", "Cheers, all good now.", "Many thanks, the issue is resolved.",
    "That did the trick, thank you!", "Thanks, you can close the ticket.", "Vielen Dank!", "Vielen Dank für die schnelle Hilfe, es funktioniert jetzt.", "Danke, hat geklappt.\n\nViele Grüße\nJürgen",
    "Herzlichen Dank für Ihre schnelle Antwort.\nMit freundlichen Grüßen\nPetra Meier", "Super, danke!", "Merci beaucoup !", "Merci pour votre aide, ça marche maintenant.\nCordialement", "Un grand merci à toute l'équipe" ,
    "Muchas gracias por su ayuda.", "Gracias, ya funciona.", "Grazie mille, tutto risolto!", "Grazie per la risposta veloce.", "Muito obrigado pela ajuda!", "Obrigada, agora funciona.",
    "Hartelijk bedankt voor de snelle reactie!", "Bedankt, het werkt nu.", "Dziękuję bardzo za pomoc!", "Dzięki, już działa.", "Спасибо большое за помощь!", "Спасибо, всё работает.",
    "Çok teşekkür ederim!", "Teşekkürler, şimdi çalışıyor.", "شكرا جزيلا لكم", "谢谢您的帮助，问题已解决。", "ありがとうございます。解決しました。", "Tack så mycket för hjälpen!",
)  # fmt: skip
MORE = (
    "Thanks, but it still fails.", "Thank you, however the export does not work.", "Thanks! One more thing: where is my invoice?", "Thanks for the reply. The error is back.",
    "Thank you in advance for sending me the invoice.", "Thanks, I will try it tomorrow.", "Thank you, my new number is 555 0100.", "Thanks for nothing.", "Thank you for your patience, here is the screenshot you asked for.",
    "Thanks. Please cancel my subscription.", "Great, thanks. And the refund?", "Thank you, I sent the documents.", "Thanks, see https://example.org", "No thanks, I want my money back.", "Thanks, not fixed.",
    "Thanks, it works now on my laptop only.", "It works now.", "OK", "Hello", "Thanks again, until the next outage.", "Thank you, we close our account.", "Thanks, that helped with the first part.",
    "Danke, aber es geht immer noch nicht.", "Danke, das Problem besteht weiter.", "Vielen Dank im Voraus für die Rechnung.", "Danke, funktioniert leider nicht.", "Danke. Wann kommt die Erstattung?", "Danke, ich melde mich morgen.", "Vielen Dank, bitte noch die Adresse ändern.",
    "Merci, mais cela ne marche toujours pas.", "Merci d'avance pour la facture.", "Merci, ça ne fonctionne pas.", "Gracias, pero todavía no funciona.", "Gracias, ¿y la factura?", "Gracias, no funciona.", "Grazie, ma non funziona.", "Grazie, aspetto il rimborso.",
    "Obrigado, mas ainda não funciona.", "Obrigada, não funciona.", "Bedankt, maar het werkt nog niet.", "Bedankt, het werkt niet.", "Dziękuję, ale nadal nie działa.", "Dzięki, nie działa.", "Спасибо, но не работает.", "Спасибо, не работает.", "Teşekkürler ama hala çalışmıyor.",
    "شكرا لكن لا يعمل", "谢谢，但是还是不行。", "谢谢，请问发票在哪里", "ありがとうございます。でもまだできません。", "Tack, men det fungerar inte.", "Thanks\nRegards\n\nPlease call me.", "Thanks!\nPS: The printer is on fire", "Thank you. I am attaching the log.",
    "Thanks\n\nRefund Please", "Thanks\nStill Broken", "Thank you\n\nInvoice Missing", "Danke\n\nNoch Kaputt",
    "Thanks team, problem.", "thanks i need the refund", "Thank You. Refund Please.", "THANKS BUT IT FAILS", "Thanks for closing my ticket without an answer.",
)  # fmt: skip
