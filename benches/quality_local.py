"""Right figures in the format of many target languages, and the same figures with one digit changed. Called by quality.py.

Sentences and formats are made here; nothing is read from data. A right figure that is flagged is a false alarm, a changed digit
that is not flagged is a miss.
"""
import json, random, subprocess

FACTS = {
    "number-value", "number-missing", "number-extra", "number-malformed", "number-style", "number-qualifier", "unit", "currency", "date-month",
    "date-value", "date-weekday", "date-relative", "time-value",
}
# kind -> English sentence
SOURCE = {
    "count": "The town has {} inhabitants.", "percent": "Prices rose by {}.", "money": "The bridge cost {}.", "date": "It opened on {}.",
    "distance": "The road is {} long.", "large": "The plan costs {}.", "time": "The train leaves at {}.",
}
ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
WESTERN, ARABIC, PERSIAN, DEVANAGARI, BENGALI = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯"
# tag: digits, grouping, decimal, then for every kind a sentence; {} is the figure. Months follow, January first.
LOCALES = {
    "fr": (WESTERN, "\u202f", ",", "La ville compte {} habitants.", "Les prix ont augmenté de {}\u00a0%.", "Le pont a coûté {}\u00a0$.", "Il a ouvert le {d} {m} {y}.", "La route fait {} km de long.", "Le projet coûte {} millions de dollars.", "Le train part à {h} h {mi}.", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "ar": (WESTERN, ",", ".", "يبلغ عدد سكان المدينة {} نسمة.", "ارتفعت الأسعار بنسبة {}%.", "بلغت كلفة الجسر {} دولار.", "افتُتح في {d} {m} {y}.", "يبلغ طول الطريق {} كيلومترا.", "تبلغ كلفة الخطة {} مليون دولار.", "يغادر القطار في الساعة {h}:{mi}.", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    "ar-LB": (ARABIC, "٬", "٫", "يبلغ عدد سكان المدينة {} نسمة.", "ارتفعت الأسعار بنسبة {}٪.", "بلغت كلفة الجسر {} دولار.", "افتُتح في {d} {m} {y}.", "يبلغ طول الطريق {} كيلومترا.", "تبلغ كلفة الخطة {} مليون دولار.", "يغادر القطار في الساعة {h}:{mi}.", "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"),
    "de": (WESTERN, ".", ",", "Die Stadt hat {} Einwohner.", "Die Preise stiegen um {} Prozent.", "Die Brücke kostete {} US-Dollar.", "Eröffnet wurde sie am {d}. {m} {y}.", "Die Straße ist {} Kilometer lang.", "Der Plan kostet {} Millionen Dollar.", "Der Zug fährt um {h}.{mi} Uhr ab.", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "es": (WESTERN, " ", ",", "La ciudad tiene {} habitantes.", "Los precios subieron un {} %.", "El puente costó {} dólares.", "Se inauguró el {d} de {m} de {y}.", "La carretera mide {} km de largo.", "El plan cuesta {} millones de dólares.", "El tren sale a las {h}:{mi}.", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "pt": (WESTERN, ".", ",", "A cidade tem {} habitantes.", "Os preços subiram {}%.", "A ponte custou {} dólares.", "Foi inaugurada em {d} de {m} de {y}.", "A estrada tem {} km de extensão.", "O plano custa {} milhões de dólares.", "O comboio parte às {h}h{mi}.", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    "it": (WESTERN, ".", ",", "La città ha {} abitanti.", "I prezzi sono aumentati del {}%.", "Il ponte è costato {} dollari.", "Ha aperto il {d} {m} {y}.", "La strada è lunga {} km.", "Il piano costa {} milioni di dollari.", "Il treno parte alle {h}:{mi}.", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    "nl": (WESTERN, ".", ",", "De stad telt {} inwoners.", "De prijzen stegen met {} procent.", "De brug kostte {} dollar.", "Hij ging open op {d} {m} {y}.", "De weg is {} kilometer lang.", "Het plan kost {} miljoen dollar.", "De trein vertrekt om {h}.{mi} uur.", "januari februari maart april mei juni juli augustus september oktober november december"),
    "sv": (WESTERN, "\u00a0", ",", "Staden har {} invånare.", "Priserna steg med {} procent.", "Bron kostade {} dollar.", "Den öppnade den {d} {m} {y}.", "Vägen är {} km lång.", "Planen kostar {} miljoner dollar.", "Tåget går klockan {h}.{mi}.", "januari februari mars april maj juni juli augusti september oktober november december"),
    "fi": (WESTERN, "\u00a0", ",", "Kaupungissa on {} asukasta.", "Hinnat nousivat {} prosenttia.", "Silta maksoi {} dollaria.", "Se avattiin {d}. {m} {y}.", "Tie on {} kilometriä pitkä.", "Suunnitelma maksaa {} miljoonaa dollaria.", "Juna lähtee kello {h}.{mi}.", "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"),
    "ru": (WESTERN, "\u00a0", ",", "В городе живёт {} человек.", "Цены выросли на {} %.", "Мост обошёлся в {} долларов.", "Он открылся {d} {m} {y} года.", "Длина дороги — {} км.", "План стоит {} миллионов долларов.", "Поезд отходит в {h}:{mi}.", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    "uk": (WESTERN, "\u00a0", ",", "У місті живе {} людей.", "Ціни зросли на {} %.", "Міст коштував {} доларів.", "Він відкрився {d} {m} {y} року.", "Довжина дороги — {} км.", "План коштує {} мільйонів доларів.", "Потяг відходить о {h}:{mi}.", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
    "pl": (WESTERN, "\u00a0", ",", "Miasto ma {} mieszkańców.", "Ceny wzrosły o {} procent.", "Most kosztował {} dolarów.", "Otwarto go {d} {m} {y} roku.", "Droga ma {} km długości.", "Plan kosztuje {} milionów dolarów.", "Pociąg odjeżdża o {h}.{mi}.", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
    "cs": (WESTERN, "\u00a0", ",", "Město má {} obyvatel.", "Ceny vzrostly o {} procent.", "Most stál {} dolarů.", "Otevřel se {d}. {m} {y}.", "Silnice je dlouhá {} km.", "Plán stojí {} milionů dolarů.", "Vlak odjíždí v {h}.{mi} hodin.", "ledna února března dubna května června července srpna září října listopadu prosince"),
    "hu": (WESTERN, "\u00a0", ",", "A városnak {} lakosa van.", "Az árak {} százalékkal nőttek.", "A híd {} dollárba került.", "{y}. {m} {d}-én nyílt meg.", "Az út {} km hosszú.", "A terv {} millió dollárba kerül.", "A vonat {h}:{mi}-kor indul.", "január február március április május június július augusztus szeptember október november december"),
    "el": (WESTERN, ".", ",", "Η πόλη έχει {} κατοίκους.", "Οι τιμές αυξήθηκαν κατά {}%.", "Η γέφυρα κόστισε {} δολάρια.", "Άνοιξε στις {d} {m} {y}.", "Ο δρόμος έχει μήκος {} χλμ.", "Το σχέδιο κοστίζει {} εκατομμύρια δολάρια.", "Το τρένο φεύγει στις {h}:{mi}.", "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου"),
    "ro": (WESTERN, ".", ",", "Orașul are {} locuitori.", "Prețurile au crescut cu {}%.", "Podul a costat {} dolari.", "S-a deschis pe {d} {m} {y}.", "Drumul are {} km lungime.", "Planul costă {} milioane de dolari.", "Trenul pleacă la {h}:{mi}.", "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"),
    "bg": (WESTERN, "\u00a0", ",", "Градът има {} жители.", "Цените се повишиха с {}%.", "Мостът струва {} долара.", "Открит е на {d} {m} {y} г.", "Пътят е дълъг {} км.", "Планът струва {} милиона долара.", "Влакът тръгва в {h}:{mi}.", "януари февруари март април май юни юли август септември октомври ноември декември"),
    "tr": (WESTERN, ".", ",", "Şehrin nüfusu {} kişidir.", "Fiyatlar yüzde {} arttı.", "Köprü {} dolara mal oldu.", "{d} {m} {y} tarihinde açıldı.", "Yol {} km uzunluğundadır.", "Plan {} milyon dolara mal oluyor.", "Tren saat {h}.{mi}'da kalkıyor.", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    "he": (WESTERN, ",", ".", "בעיר {} תושבים.", "המחירים עלו ב-{}%.", "הגשר עלה {} דולר.", "הוא נפתח ב-{d} ב{m} {y}.", "אורך הכביש {} ק\"מ.", "התוכנית עולה {} מיליון דולר.", "הרכבת יוצאת בשעה {h}:{mi}.", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
    "fa": (PERSIAN, "٬", "٫", "این شهر {} نفر جمعیت دارد.", "قیمت‌ها {} درصد افزایش یافت.", "هزینه پل {} دلار بود.", "در {d} {m} {y} افتتاح شد.", "طول جاده {} کیلومتر است.", "هزینه طرح {} میلیون دلار است.", "قطار ساعت {h}:{mi} حرکت می‌کند.", "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"),
    "hi": (WESTERN, "lakh", ".", "इस शहर में {} लोग रहते हैं।", "कीमतें {} प्रतिशत बढ़ीं।", "पुल पर {} डॉलर खर्च हुए।", "यह {d} {m} {y} को खुला।", "सड़क {} किलोमीटर लंबी है।", "इस योजना पर {} मिलियन डॉलर खर्च होंगे।", "ट्रेन {h}:{mi} बजे चलती है।", "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    "mr": (DEVANAGARI, "lakh", ".", "या शहरात {} लोक राहतात.", "किमती {} टक्के वाढल्या.", "पुलासाठी {} डॉलर खर्च झाले.", "ते {d} {m} {y} रोजी उघडले.", "रस्ता {} किलोमीटर लांब आहे.", "या योजनेवर {} दशलक्ष डॉलर खर्च होतील.", "गाडी {h}:{mi} वाजता सुटते.", "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर"),
    "bn": (BENGALI, "lakh", ".", "শহরটিতে {} জন বাস করে।", "দাম {} শতাংশ বেড়েছে।", "সেতুটিতে {} ডলার খরচ হয়েছে।", "এটি {d} {m} {y} তারিখে খোলে।", "রাস্তাটি {} কিলোমিটার লম্বা।", "পরিকল্পনাটিতে {} মিলিয়ন ডলার খরচ হবে।", "ট্রেন {h}:{mi} টায় ছাড়ে।", "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
    "th": (WESTERN, ",", ".", "เมืองนี้มีประชากร {} คน", "ราคาสูงขึ้น {} เปอร์เซ็นต์", "สะพานมีมูลค่า {} ดอลลาร์", "เปิดเมื่อวันที่ {d} {m} {y}", "ถนนยาว {} กิโลเมตร", "แผนนี้ใช้เงิน {} ล้านดอลลาร์", "รถไฟออกเวลา {h}.{mi} น.", "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"),
    "vi": (WESTERN, ".", ",", "Thành phố có {} người.", "Giá tăng {}%.", "Cây cầu tốn {} đô la.", "Nó mở cửa ngày {d} {m} năm {y}.", "Con đường dài {} km.", "Kế hoạch tốn {} triệu đô la.", "Tàu chạy lúc {h}:{mi}.", "tháng_1 tháng_2 tháng_3 tháng_4 tháng_5 tháng_6 tháng_7 tháng_8 tháng_9 tháng_10 tháng_11 tháng_12"),
    "id": (WESTERN, ".", ",", "Kota itu berpenduduk {} jiwa.", "Harga naik {} persen.", "Jembatan itu menelan biaya {} dolar.", "Jembatan itu dibuka pada {d} {m} {y}.", "Jalan itu panjangnya {} km.", "Rencana itu menelan biaya {} juta dolar.", "Kereta berangkat pukul {h}.{mi}.", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    "zh": (WESTERN, ",", ".", "该镇有{}名居民。", "价格上涨了{}%。", "这座桥耗资{}美元。", "它于{y}年{m}{d}日开放。", "这条路长{}公里。", "east", "火车{h}:{mi}发车。", "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
    "ja": (WESTERN, ",", ".", "この町の人口は{}人です。", "物価は{}％上昇した。", "この橋の費用は{}ドルでした。", "{y}年{m}{d}日に開通した。", "この道の長さは{}キロメートルです。", "east", "列車は{h}時{mi}分に出発する。", "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
    "ko": (WESTERN, ",", ".", "이 도시의 인구는 {}명이다.", "물가가 {}% 올랐다.", "다리 건설에 {}달러가 들었다.", "{y}년 {m} {d}일에 개통되었다.", "도로의 길이는 {}킬로미터이다.", "east", "기차는 {h}시 {mi}분에 출발한다.", "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월"),
}
EAST = {"zh": ("该计划耗资{}美元。", "万", "亿"), "ja": ("この計画の費用は{}ドルです。", "万", "億"), "ko": ("이 계획에는 {}달러가 든다.", "만", "억")}
KINDS = list(SOURCE)


def grouped(whole, mark):
    text = str(whole)
    if mark == "lakh":
        head, tail = text[:-3], text[-3:]
        pieces = []
        while len(head) > 2:
            pieces.insert(0, head[-2:])
            head = head[:-2]
        return ",".join([head, *pieces, tail]) if head else ",".join([*pieces, tail])
    # Spanish and Polish group from five digits on.
    return f"{whole:,}".replace(",", mark) if len(text) > 3 and not (mark in (" ", "\u00a0") and len(text) == 4) else text


def local(value, tag, places=0):
    digits, mark, decimal = LOCALES[tag][:3]
    text = grouped(int(value), mark)
    if places:
        text += decimal + f"{value:.{places}f}".split(".")[1]
    return "".join(digits[int(c)] if c.isascii() and c.isdigit() else c for c in text)


def plain(value, tag, width=0):
    return "".join(LOCALES[tag][0][int(c)] for c in f"{value:0{width}}")


def changed(rng, value):
    """The value with one of its digits changed, the first never to 0."""
    text = str(value)
    places = [at for at, c in enumerate(text) if c.isdigit()]
    at = rng.choice(places)
    new = rng.choice([d for d in "0123456789" if d != text[at] and not (d == "0" and at == 0)])
    return type(value)(text[:at] + new + text[at + 1:])


def figure(rng, kind):
    if kind in ("count", "money"):
        return rng.randrange(1_100, 9_900_000)
    if kind in ("percent", "distance"):
        return rng.randrange(130, 980) / 10
    if kind == "large":
        return rng.randrange(110, 9_900)
    if kind == "date":
        return (rng.randrange(1, 29), rng.randrange(1, 13), rng.randrange(1950, 2024))
    return (rng.randrange(1, 12), rng.randrange(10, 60))


def english(kind, value):
    if kind == "date":
        day, month, year = value
        text = f"{ENGLISH_MONTHS[month - 1]} {day}, {year}"
    elif kind == "time":
        text = f"{value[0]}:{value[1]:02} a.m."
    else:
        text = {"count": f"{value:,}", "percent": f"{value} percent", "money": f"${value:,}", "distance": f"{value} km", "large": f"${value:,} million"}[kind]
    return SOURCE[kind].format(text)


def translated(kind, value, tag):
    sentence = LOCALES[tag][3 + KINDS.index(kind)]
    if kind == "date":
        day, month, year = value
        name = LOCALES[tag][10].split()[month - 1].replace("_", " ")
        name = "".join(LOCALES[tag][0][int(c)] if c.isascii() and c.isdigit() else c for c in name)
        return sentence.format(d=plain(day, tag), m=name, y=plain(year, tag))
    if kind == "time":
        return sentence.format(h=plain(value[0], tag), mi=plain(value[1], tag, 2))
    if sentence == "east":
        frame, man, oku = EAST[tag]
        high, low = divmod(value * 100, 10_000)
        return frame.format((f"{high}{oku}" if high else "") + (f"{low}{man}" if low else ""))
    return sentence.format(local(value, tag, 1 if kind in ("percent", "distance") else 0))


def altered(rng, kind, value):
    if kind in ("date", "time"):
        parts = list(value)
        at = rng.randrange(len(parts))
        limit = [(1, 29), (1, 13), (1950, 2024)] if kind == "date" else [(1, 12), (10, 60)]
        parts[at] = rng.choice([n for n in range(*limit[at]) if n != parts[at]])
        return tuple(parts)
    if isinstance(value, float):
        return changed(rng, round(value * 10)) / 10
    return changed(rng, value)


def local_numbers(work, figures, bilint, table):
    rng = random.Random(20240917)
    rows = []
    for tag in LOCALES:
        for kind in KINDS:
            for number in range(30):
                value = figure(rng, kind)
                other = altered(rng, kind, value)
                for side, shown in (("right", value), ("wrong", other)):
                    rows.append({"id": f"{tag}|{kind}|{side}|{number}", "src_lang": "en", "tgt_lang": tag, "source": english(kind, value), "target": translated(kind, shown, tag)})
    path = work / "local.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    with open(path) as lines:
        out = subprocess.run([bilint, "score", "--format", "jsonl", "--no-config"], stdin=lines, capture_output=True, text=True, check=True).stdout
    counts = {tag: [0, 0, 0] for tag in LOCALES}
    wrong_rows = []
    for line, row in zip(out.splitlines(), rows):
        tag, kind, side, _ = row["id"].split("|")
        found = any(f["rule"] in FACTS and f["severity"] != "info" for f in json.loads(line)["findings"])
        counts[tag][2] += side == "right"
        counts[tag][0] += side == "right" and found
        counts[tag][1] += side == "wrong" and found
        if found == (side == "right"):
            wrong_rows.append((row, json.loads(line)["findings"]))
    total = [sum(c[at] for c in counts.values()) for at in range(3)]
    figures["local numbers flagged %"] = (100 * total[0] / total[2], False)
    figures["local numbers, changed digits found %"] = (100 * total[1] / total[2], True)
    shown = [[tag, c[2], c[0], f"{100 * c[1] / c[2]:.1f}"] for tag, c in counts.items()]
    shown.append(["**all**", total[2], total[0], f"{100 * total[1] / total[2]:.1f}"])
    text = ("## Figures in the format of the target language\n\nEnglish sentences made here with a count, percentage, price, date, distance, large amount or time, and "
            "their translation with the figure as the target language writes it; then the same with one digit changed.\n\n`benches/quality.sh --only local`\n\n"
            + table(["target", "sentences", "right ones flagged", "changed ones found %"], shown))
    return text, wrong_rows


if __name__ == "__main__":
    import os, pathlib, sys, tempfile

    with tempfile.TemporaryDirectory() as folder:
        text, wrong_rows = local_numbers(pathlib.Path(folder), {}, os.environ["BILINT"], lambda head, rows: "\n".join(" ".join(map(str, row)) for row in rows) + "\n")
    for row, findings in wrong_rows:
        print(row["id"], row["source"], "=>", row["target"], [f"{f['rule']}: {f['message']}" for f in findings])
    print(text)
    sys.exit()
