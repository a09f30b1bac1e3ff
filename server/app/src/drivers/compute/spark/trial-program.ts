/**
 * Says in lines of JSON what there is here, then whether a short job runs. The first argument: whether
 * there is room for one.
 */
export const TRIAL_PROGRAM = `
import importlib.util, json, os, platform, shutil, sys

def tell(**facts):
    print(json.dumps(facts), flush=True)

def has(name):
    return importlib.util.find_spec(name) is not None

home = os.environ.get("JAVA_HOME")
java = shutil.which("java", path=os.path.join(home, "bin") if home else None)
if not has("pyspark"):
    tell(python=platform.python_version())
    sys.exit()
import pyspark
tell(python=platform.python_version(), pyspark=pyspark.__version__, java=bool(java), kernel=has("ipykernel"))
if not java or sys.stdin.readline() != "go\\n":
    sys.exit()
from pyspark.sql import SparkSession

def version(_):
    import platform
    return [platform.python_version()]

try:
    spark = SparkSession.builder.appName("atelier test").getOrCreate()
    if sys.argv[1] == "room":
        spark.sparkContext.parallelize([0], 1).mapPartitions(version).collect()
    spark.stop()
    tell(worked=True)
except Exception as error:
    tell(error=str(error)[:20000])
`;
