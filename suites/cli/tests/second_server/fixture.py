"""What this exchange holds: its users, groups, licence and files. The profile beside it says the same to the suite."""

import hashlib

PASSWORD_PARAMETER = "password"
ANSWERING, SILENT = True, False
TALK_SECONDS = 3.0
RING_SECONDS = 30.0

# GUID, title, user name, login, line, GUID of the line, workplace, direct number, whether the phone answers.
USERS = [
    ("408d883d-93c3-41fe-bc16-74c20e337060", "Стол у окна", "Жанна Щукина", "zhanna", "501", "2633a207-0b79-498f-80a3-5045c75bde42", "ЗАЛ-А", "71", ANSWERING),
    ("e478ffd1-af56-422e-b15b-02a4ec11c8f7", "Стол у двери", "Юрий Ёлкин", "elkin.yu", "502", "fc28c8c0-4f0a-4060-a87f-0189129d7026", "ЗАЛ-Б", "72", ANSWERING),
    ("cc81ad79-da47-4dbb-92bc-71ec9c664147", "Касса <1>", "O'Neil & Sons", "oneil", "503", "c770bc11-89f4-4d1c-9d47-fc0eb889a647", "TILL 1", "73", ANSWERING),
    ("3c6a8dea-7653-42e1-a32f-8b6b62ea6576", "Касса <2>", "Zoë \"Z\" Müller", "zoe", "504", "c08f7e1c-aef7-4753-afac-bd3edd9359e4", "TILL 2", "74", ANSWERING),
    ("0d6b7175-f11e-45be-9403-e093ca74d063", "Склад", "Фаддей Эйлер", "euler", "505", "7e68fd8e-7282-4226-994a-31b46750270d", "СКЛАД", "75", ANSWERING),
    ("dfbe8da5-2ecf-458b-bfad-2e11b63875f3", "Приёмная", "Ия Цой", "tsoy+1", "506", "6e28cc2f-4450-431a-8308-95a14e1b2e20", "ПРИЁМНАЯ", "76", ANSWERING),
    ("30c8801f-bed8-4952-8ba2-916bca50e6b3", "Чердак", "Глеб Тихий", "quiet", "507", "d0708400-2245-466e-806e-30cd2879603c", "ЧЕРДАК", "77", SILENT),
    ("5a0e0d0c-88f4-4d58-9a5b-6a5d6dc0a1f1", "Подвал", "Нил Мирный", "calm", "508", "5a0e0d0c-88f4-4d58-9a5b-6a5d6dc0a1f2", "ПОДВАЛ", "78", SILENT),
    ("91b1b6f2-0d53-4ac7-8f0e-3a7f6a0c2b10", "Кабинет", "Вера Строгая", "vera", "509", "91b1b6f2-0d53-4ac7-8f0e-3a7f6a0c2b11", "КАБИНЕТ", "79", ANSWERING),
    ("09c8886c-f41e-433d-b237-1a666b657ac3", "Балкон", "Ада Молчанова", "ada", "510", "8e6e30b9-062a-4fa2-be67-685d5986dc9c", "БАЛКОН", "80", SILENT),
    ("ed83cc76-b451-45ed-b2b6-fc908d7871f7", "Окно 2", "Лев Шустрый", "lev", "511", "ba4bcbef-14cc-45a3-bbc7-a17cb46911a0", "ОКНО-2", "81", ANSWERING),
    ("1268f4c6-b108-4d47-b4ce-57f7363a95e3", "Окно 3", "Яна Бойкая", "yana", "512", "d8f7ad09-641e-49d6-bca9-f7bc5c3c5849", "ОКНО-3", "82", ANSWERING),
]
GROUPS = {"700": ["71", "72", "79"], "701": ["73", "74", "75", "76"]}

LICENCE = {"regserial": "0080417", "confirmdate": "29.02.2028", "updatelimitdate": "01.11.2029"}


def stuff(seed, length):
    """Bytes of every value, the same at each start."""
    blocks = (hashlib.sha256(f"{seed}:{index}".encode()).digest() for index in range(length // 32 + 1))
    return b"".join(blocks)[:length]


RECORDINGS = {"2012-09 №7 (вход)": b"RIFF" + stuff("hall", 5001), "b7": b"RIFF" + stuff("till", 70000)}
FAXES = {"F+1~2=x": b"II*\x00" + stuff("fax", 2222)}
LINKS = {"QkFT+RTY0/8=": RECORDINGS["b7"]}
SAMPLE_NAME, SAMPLE = "образец 1.bin", b"\r\n\x00\xff<" + stuff("sample", 3000) + b"\n"

SCRIPTS = {
    "echo": "(Тест) Эхо",
    "join": "[probe] join",
    "sleep": "3-013-Sleep",
    "store": "Положить & взять",
    "recall": "recall#1",
    "path": "путь/к файлу",
    "empty": "Ничего?",
    "fail": "100% fail",
}
