"""scikit-learn's estimators as Intel's extension replaces them."""

import importlib.metadata
import logging

from sklearnex.linear_model import LinearRegression, LogisticRegression

from common import *
from sklearn_workloads import logistic_fit

logging.getLogger("sklearnex").setLevel(logging.ERROR)


def about():
    return f"scikit-learn-intelex {importlib.metadata.version('scikit-learn-intelex')}"


def workloads():
    return {"logistic-fit": lambda: logistic_fit(LogisticRegression), "least-squares": least_squares}


def least_squares():
    x, y = tall_table(False)
    return workload(lambda: LinearRegression().fit(x, y).coef_, square_sum)
