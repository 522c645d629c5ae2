"""Sixty people who do not exist, each as Ukrainian, Russian and a passport spell them."""

FICTIONAL = [
    tuple(line.split(" | "))
    for line in """
Людмила Петренко | Людмила Петренко | Liudmyla Petrenko
Олександр Коваленко | Александр Коваленко | Oleksandr Kovalenko
Сергій Бондаренко | Сергей Бондаренко | Serhii Bondarenko
Мар’яна Щербак | Марьяна Щербак | Mariana Shcherbak
Юлія Згурська | Юлия Згурская | Yuliia Zghurska
Віктор Гаврилюк | Виктор Гаврилюк | Viktor Havryliuk
Ганна Шевченко | Анна Шевченко | Hanna Shevchenko
Микола Козацький | Николай Козацкий | Mykola Kozatskyi
Євген Харченко | Евгений Харченко | Yevhen Kharchenko
Наталія Кравчук | Наталья Кравчук | Nataliia Kravchuk
Дмитро Ткаченко | Дмитрий Ткаченко | Dmytro Tkachenko
Олена Савченко | Елена Савченко | Olena Savchenko
Андрій Мельник | Андрей Мельник | Andrii Melnyk
Ірина Поліщук | Ирина Полищук | Iryna Polishchuk
Тетяна Лисенко | Татьяна Лысенко | Tetiana Lysenko
Володимир Руденко | Владимир Руденко | Volodymyr Rudenko
Катерина Мороз | Екатерина Мороз | Kateryna Moroz
Павло Левченко | Павел Левченко | Pavlo Levchenko
Світлана Гончаренко | Светлана Гончаренко | Svitlana Honcharenko
Василь Марченко | Василий Марченко | Vasyl Marchenko
Галина Павленко | Галина Павленко | Halyna Pavlenko
Петро Дем’яненко | Пётр Демьяненко | Petro Demianenko
Надія Кузьменко | Надежда Кузьменко | Nadiia Kuzmenko
Іван Федорченко | Иван Федорченко | Ivan Fedorchenko
Любов Тимошенко | Любовь Тимошенко | Liubov Tymoshenko
Григорій Яценко | Григорий Яценко | Hryhorii Yatsenko
Валентина Жук | Валентина Жук | Valentyna Zhuk
Михайло Білий | Михаил Белый | Mykhailo Bilyi
Раїса Їжакевич | Раиса Ижакевич | Raisa Yizhakevych
Анатолій Чорний | Анатолий Чёрный | Anatolii Chornyi
Зоя Хоменко | Зоя Хоменко | Zoia Khomenko
Леонід Юрченко | Леонид Юрченко | Leonid Yurchenko
Ніна Ґалаґан | Нина Галаган | Nina Galagan
Борис Яковлєв | Борис Яковлев | Borys Yakovliev
Лідія Семенюк | Лидия Семенюк | Lidiia Semeniuk
Степан Приходько | Степан Приходько | Stepan Prykhodko
Віра Остапенко | Вера Остапенко | Vira Ostapenko
Федір Луценко | Фёдор Луценко | Fedir Lutsenko
Антоніна Прокопенко | Антонина Прокопенко | Antonina Prokopenko
Роман Цимбал | Роман Цымбал | Roman Tsymbal
Оксана Дяченко | Оксана Дьяченко | Oksana Diachenko
Юрій Назаренко | Юрий Назаренко | Yurii Nazarenko
Жанна Захарова | Жанна Захарова | Zhanna Zakharova
Костянтин В’юн | Константин Вьюн | Kostiantyn Viun
Лариса Ємець | Лариса Емец | Larysa Yemets
Ігор Сидоренко | Игорь Сидоренко | Ihor Sydorenko
Емма Йосипенко | Эмма Иосипенко | Emma Yosypenko
Валерій Панасюк | Валерий Панасюк | Valerii Panasiuk
Ольга Вербицька | Ольга Вербицкая | Olha Verbytska
Максим Заєць | Максим Заец | Maksym Zaiets
Софія Хижняк | София Хижняк | Sofiia Khyzhniak
Тарас Онищенко | Тарас Онищенко | Taras Onyshchenko
Алла Ф’ючерська | Алла Фьючерская | Alla Fiucherska
Геннадій Журавель | Геннадий Журавель | Hennadii Zhuravel
Параска Незнайко | Прасковья Незнайко | Paraska Neznaiko
Артем Соловей | Артём Соловей | Artem Solovei
Ярослава Кириченко | Ярослава Кириченко | Yaroslava Kyrychenko
Ілля Шостак | Илья Шостак | Illia Shostak
Таїсія Горобець | Таисия Горобец | Taisiia Horobets
Станіслав Пшеничний | Станислав Пшеничный | Stanislav Pshenychnyi
""".strip().splitlines()
]


def mixed_population(size: int) -> list[str]:
    """People who share first names, surnames and patronymics with the sixty, as people of one town do."""
    firsts, surnames = zip(*(uk.split() for uk, _, _ in FICTIONAL), strict=True)
    patronymics = [f"{first[:-1]}івна" for first in firsts]
    return [
        f"{surnames[(n * 7 + n // 60) % 60]} {firsts[n % 60]} {patronymics[(n * 11 + n // 3600) % 60]}"
        for n in range(size)
    ]
