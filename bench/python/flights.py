"""Makes two tables of flights for bench/choices: flights_late and flights_delay.

usage: flights.py flights-3m.parquet OUT

The file is of the npm package vega-datasets 3.2.1: flights within the United States in the first half of 2001, of the Bureau of
Transportation Statistics. 250,000 rows to choose with and 10,000 others; the target is last: late by more than 15 minutes or on time,
and the delay in minutes from -60 to 180. Needs pandas and pyarrow.
"""

import pathlib
import sys

import pandas as pd

TRAIN, TEST = 250_000, 10_000


def main(source, out):
    flights = pd.read_parquet(source).sample(400_000, random_state=1)
    table = pd.DataFrame(
        {
            "date": flights.date.dt.strftime("%Y-%m-%d %H:%M"),
            "distance": flights.distance,
            "origin": flights.origin,
            "destination": flights.destination,
        }
    )
    targets = {
        "flights_late": (flights.delay > 15).map({True: "late", False: "on_time"}),
        "flights_delay": flights.delay.clip(-60, 180),
    }
    for name, target in targets.items():
        folder = pathlib.Path(out, name)
        folder.mkdir(parents=True, exist_ok=True)
        rows = table.assign(y=target)
        rows.iloc[:TRAIN].to_csv(folder / "train.csv", index=False)
        rows.iloc[TRAIN : TRAIN + TEST].to_csv(folder / "test.csv", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
