#!/bin/sh
# Writes reports of all kinds of models to a folder: pages.sh TESSERA FOLDER
set -eu
tessera=$1 folder=$2
mkdir -p "$folder"
python3 "$(dirname "$0")/data.py" "$folder"
cd "$folder"
report() { # NAME DATA
    "$tessera" report --model "$1.json" --data "$2.csv" --out "$1.html" 2>/dev/null
}
"$tessera" fit linear --data rows.csv --target price --features area,rooms,age,distance,garden --out linear.json >/dev/null
report linear rows
"$tessera" fit linear --data rows.csv --target price --features area --polynomial 3 --out curve.json >/dev/null
report curve rows
"$tessera" fit logistic --data rows.csv --target sold --features area,rooms,age,distance --out logistic.json >/dev/null
report logistic rows
"$tessera" fit logistic --data rows.csv --target kind --features x,y --multinomial --out classes.json >/dev/null
report classes rows
"$tessera" fit gamma --link log --data rows.csv --target price --features area,age --out gamma.json >/dev/null
report gamma rows
"$tessera" train mlp --data moons.csv --target class --hidden 16,16 --activation tanh --epochs 400 --learning-rate 0.02 --out moons.json >/dev/null
awk 'BEGIN { print "epoch,loss,validation_loss"; for (i = 1; i <= 80; i++) printf "%d,%.6f,%.6f\n", i, 2 / i, 2.2 / i + i / 2000 }' >history.csv
"$tessera" report --model moons.json --data moons.csv --history history.csv --out moons.html 2>/dev/null
"$tessera" train mlp --data rows.csv --target price --objective regression --hidden 16 --epochs 200 --out network.json >/dev/null
report network rows
"$tessera" fit linear --data wide.csv --target "the target, with a name that is much longer than a narrow window can show on one line" --out wide.json >/dev/null
report wide wide
"$tessera" fit logistic --data rows.csv --target sold --features x,y --out constant.json >/dev/null
"$tessera" report --model constant.json --data one-class.csv --out constant.html 2>/dev/null
