"""One cold read_csv of a file: csv_pandas.py FILE. One JSON object; the time of read_csv alone is `seconds`."""
import json, sys, time
import pandas

begun = time.perf_counter()
table = pandas.read_csv(sys.argv[1])
print(json.dumps({"rows": len(table), "columns": table.shape[1], "seconds": round(time.perf_counter() - begun, 3), "version": pandas.__version__}))
