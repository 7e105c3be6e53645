import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, SGDClassifier, SGDRegressor
from sklearn.utils import check_X_y

from common import *


def about():
    return f"scikit-learn {sklearn.__version__}"


def workloads():
    common = dict(alpha=0, learning_rate="constant", eta0=0.001, max_iter=1, tol=None)
    return {
        "logistic-fit": lambda: logistic_fit(LogisticRegression),
        "linear-mini": lambda: mini(lambda: SGDRegressor(**common)),
        "logistic-mini": lambda: mini(lambda: SGDClassifier(loss="log_loss", **common)),
        "check-1m": check,
    }


def mini(make):
    x, y = table(1_000_000, 64, True)

    def run():
        w = make().fit(x, y.ravel()).coef_.ravel()
        return w[0] / w[1]

    # The time of as many rows as a batch of the others has.
    return workload(run, float, 1_000_000 / 256)


def logistic_fit(model):
    x, y = tall_table(True)
    # The solver that is the fastest here.
    return workload(
        lambda: model(C=np.inf, solver="lbfgs", tol=1e-6, max_iter=1000).fit(x, y.ravel()).coef_, square_sum)


def check():
    x, y = table(1_000_000, 64, True)
    return workload(lambda: (check_X_y(x, y.ravel()), np.unique(y)))
