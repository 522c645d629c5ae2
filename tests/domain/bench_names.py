"""How long a search takes among 10,000 names. Run by hand: python -m tests.domain.bench_names."""

from statistics import quantiles
from time import perf_counter

from app.domain.names import NameIndex
from tests.domain.fictional_names import FICTIONAL, mixed_population


def main(size: int = 10_000) -> None:
    started = perf_counter()
    index = NameIndex()
    for person_id, name in enumerate(mixed_population(size)):
        index.add(person_id, name)
    print(f"built {size} in {perf_counter() - started:.2f} s")
    everybody = frozenset(range(size))
    took_ms = []
    for query in [spelling for person in FICTIONAL for spelling in person]:
        started = perf_counter()
        index.search(query, everybody)
        took_ms.append((perf_counter() - started) * 1000)
    print(f"search: median {quantiles(took_ms, n=20)[9]:.1f} ms, p95 {quantiles(took_ms, n=20)[18]:.1f} ms")


if __name__ == "__main__":
    main()
