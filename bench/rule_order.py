"""The order in which the hand-written peer returns its truth values."""

_ORDER = (
    "track.separated track.judicial track.suggestion track.accusation track.arbitration track.party "
    "track.administrative track.statutory-duty track.petition-procedure "
    # disposition
    "remedy.exhausted remedy.handled-reexamined remedy.handled-once remedy.opinion-stands "
    "disposition.no-longer-accept disposition.pending-below disposition.accused-would-receive "
    "disposition.refer-discipline disposition.separate-office disposition.separate-organ disposition.object "
    "disposition.object-office "
    "disposition.report-urgent disposition.negotiate disposition.disputed disposition.reorganised "
    "disposition.assign-office disposition.assign-organ disposition.forward-same-level disposition.forward-lower "
    "disposition.forward-organ disposition.accept-office disposition.accept-direct disposition.accept-forwarded "
    "disposition.accept-passed-on disposition.accept-successor disposition.accept-discipline "
    "disposition.redirect-office disposition.redirect-direct disposition.redirect-passed-on "
    "disposition.pending-parallel disposition.join "
    # what follows from track and disposition
    "handling.separate handling.political-legal handling.judicial handling.arbitration handling.party "
    "handling.administrative handling.statutory-duty reexamination.no-longer-accept accusation.report-instead "
    # visits
    "visit.competent-place visit.political-legal visit.representatives visit.representatives-limit "
    "visit.guide-locally "
    # petition offices
    "office.register office.dispatch office.forward office.report office.assign office.forward-judicial "
    "office.guide-judicial office.forward-discipline office.inform-acceptance "
    # other organs, notices, objections
    "office.report-result notice.direct notice.forwarded organ.register organ.inform-acceptance organ.forward "
    "organ.assign organ.inform-destination organ.redirect objection.raise objection.return "
    "objection.raise-office objection.return-office "
    "notice.own-rules-judicial notice.own-rules-discipline notice.follow-own-rules notice.refusal-without-ground "
    # jurisdiction, urgency
    "jurisdiction.negotiate jurisdiction.decide jurisdiction.coordinate jurisdiction.designate "
    "jurisdiction.take-over "
    "urgent.report urgent.circulate urgent.measures urgent.report-upwards "
    # the petition procedure
    "handling.hear handling.opinion handling.hearing handling.conclude handling.may-extend "
    "handling.extension-limit handling.explain-extension "
    # review and re-examination
    "remedy.reviewable-due remedy.reviewable-issued review.redo "
    "review.request review.no-superior review.accepted-elsewhere review.decide review.reply reexamination.request "
    "reexamination.decide reexamination.exclude-hearing reexamination.publish stage.no-opinion stage.reply-awaited "
    "stage.review-unavailable stage.review-open stage.review-window-passed stage.review-pending "
    "stage.review-reply-awaited stage.reexamination-open stage.reexamination-window-passed "
    "stage.reexamination-pending stage.final stage.redo-ordered "
    # deadlines missed, and what a petition office does about it
    "missed.report-result missed.notice-direct missed.notice-forwarded missed.conclude missed.review "
    "missed.reexamination "
    "supervision.urge-conduct supervision.improve-conduct supervision.urge-late supervision.improve-late "
    "supervision.report-policy supervision.policy supervision.accountability supervision.feedback "
    # what petitioners may and must do
    "petitioner.raise petitioner.in-writing receiving.enter-on-receipt receiving.record-oral "
    "petitioner.no-retaliation petitioner.truthful petitioner.no-fabrication receiving.enter-in-system "
    "petitioner.query petitioner.evaluate petitioner.no-assembly petitioner.no-dangerous-items "
    "petitioner.no-violence petitioner.no-overstay petitioner.no-incitement petitioner.no-other-disorder "
    "foreigners.by-reference "
    # how matters are handled
    "handling.no-shirking handling.no-perfunctoriness handling.no-delay handling.recuse handling.hearing-runs-on "
    "opinion.contents opinion.support opinion.not-support opinion.reasonable-without-facts "
    "opinion.unreasonable-without-basis opinion.explain handling.resolve handling.educate opinion.give-explanation "
    "opinion.see-executed opinion.counsel opinion.other-than-due opinion.other-track opinion.other-document "
    "mediation.mediate mediation.guide-settlement mediation.agreement "
    "suggestion.study suggestion.adopt suggestion.reply suggestion.reward "
    "accusation.discipline accusation.handle accusation.notify-personnel accusation.report-leaders "
    "accusation.personnel accusation.no-disclosure "
    # care and inspection
    "handling.relieve care.aid care.judicial-aid care.after-reexamination care.after-legal-conclusion "
    "inspection.feed-back inspection.report-important inspection.include conference.interview conference.rectify "
    "report.annual "
    # liability of organs and their staff
    "liability.cause-abuse liability.cause-inaction liability.cause-wrong-law liability.cause-refusal "
    "liability.article-42 liability.cause-crime "
    "liability.office-register liability.office-forward liability.office-forward-late liability.office-supervise "
    "liability.article-43 liability.office-discipline "
    "liability.accept-register liability.accept-refuse liability.accept-notice-late "
    "liability.accept-notice-forwarded-late liability.article-44 liability.accept-discipline "
    "liability.handle-shirk liability.handle-late liability.handle-reject liability.handle-neglect-proposals "
    "liability.handle-other liability.article-45 liability.handle-discipline "
    "liability.rude liability.gain liability.mass-petition liability.conceal-urgent liability.no-urgent-measures "
    "liability.leak liability.retaliate liability.other-violation liability.article-46 liability.conduct-discipline "
    "liability.conduct-crime "
    # order at a petition
    "order.dissuade-place order.dissuade-judicial order.dissuade-representatives order.dissuade-disorder "
    "order.demand-unaffected order.public-security order.fabrication "
    # what the concepts stand for
    "organ.other-than-petition-office petition.sent-down notice.undeliverable objection.misdirected "
    "objection.misdirected-to-office objection.disputed jurisdiction.successor-unclear urgent.may-affect-society "
    "accusation.for-discipline accusation.about-cadre supervision.misconduct"
)

RULES = tuple(_ORDER.split())
"""The identifiers of the rules in the order of `conditions`."""
