// Every kernel against its formula in the plainest form, on every instruction set and at every tail length.
#include "engine/backends/backend.h"
#include "engine/base/thread_pool.h"
#include "engine/kernels/elementwise.h"
#include "engine/kernels/gemv.h"
#include "engine/kernels/layer_norm.h"
#include "engine/kernels/wkv7.h"
#include "engine/matmul.h"
#include "tests/support/instruction_sets.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

using namespace aviary;
using namespace aviary::engine;
using aviary::test::ForcedTarget;

namespace {

using Vector = std::vector<float>;

class Numbers {
public:
    Vector normal(std::size_t n, float scale = 1) {
        std::normal_distribution<float> draw(0, scale);
        Vector v(n);
        for (float& x : v)
            x = draw(random_);
        return v;
    }
    Vector uniform(std::size_t n, float low, float high) {
        std::uniform_real_distribution<float> draw(low, high);
        Vector v(n);
        for (float& x : v)
            x = draw(random_);
        return v;
    }

private:
    std::mt19937 random_{7};
};

double largestDifference(const Vector& a, const std::vector<double>& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        most = std::max(most, std::abs(double(a[i]) - b[i]));
    return most;
}

double logistic(double x) {
    return 1 / (1 + std::exp(-x));
}

} // namespace

class KernelsTest : public QObject {
    Q_OBJECT
private slots:
    void elementwiseMatchesFormula_data() { test::addInstructionSets(); }
    void elementwiseMatchesFormula();
    void extremesStayFinite_data() { test::addInstructionSets(); }
    void extremesStayFinite();
    void layerNormMatchesFormula_data() { test::addInstructionSets(); }
    void layerNormMatchesFormula();
    void gemvMatchesFormulaForAnyRows_data() { test::addInstructionSets(); }
    void gemvMatchesFormulaForAnyRows();
    void gemvRowsDoNotDependOnTheirNumber_data() { test::addInstructionSets(); }
    void gemvRowsDoNotDependOnTheirNumber();
    void wkv7MatchesFormula_data() { test::addInstructionSets(); }
    void wkv7MatchesFormula();
    void wkv7SplitsAnywhere_data() { test::addInstructionSets(); }
    void wkv7SplitsAnywhere();
    void everyLibraryMultiplies_data();
    void everyLibraryMultiplies();
    void matmulBitsDoNotDependOnThreads_data();
    void matmulBitsDoNotDependOnThreads();
};

void KernelsTest::elementwiseMatchesFormula() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    Numbers numbers;
    for (std::size_t n = 0; n <= 70; ++n) {
        const Vector x = numbers.normal(n, 3);
        const Vector y = numbers.normal(n, 3);
        const Vector mu = numbers.uniform(n, 0, 1);
        const auto expect = [&](const std::function<double(std::size_t)>& formula, const Vector& got,
                                double tolerance) {
            std::vector<double> want(n);
            for (std::size_t i = 0; i < n; ++i)
                want[i] = formula(i);
            QVERIFY2(largestDifference(got, want) <= tolerance, qPrintable(QString::number(n)));
        };
        Vector out(n);
        lerp(x.data(), y.data(), mu.data(), out.data(), n);
        expect([&](std::size_t i) { return x[i] + double(mu[i]) * (double(y[i]) - x[i]); }, out, 2e-6);
        add(x.data(), y.data(), out.data(), n);
        expect([&](std::size_t i) { return double(x[i]) + y[i]; }, out, 1e-6);
        out = x;
        tanhInPlace(out.data(), n);
        expect([&](std::size_t i) { return std::tanh(double(x[i])); }, out, 1e-6);
        out = x;
        sigmoidInPlace(out.data(), n);
        expect([&](std::size_t i) { return logistic(x[i]); }, out, 1e-6);
        out = x;
        biasedSigmoid(out.data(), y.data(), n);
        expect([&](std::size_t i) { return logistic(double(x[i]) + y[i]); }, out, 1e-6);
        out = x;
        decay7(out.data(), y.data(), n);
        expect([&](std::size_t i) { return std::exp(-0.606531 * logistic(double(x[i]) + y[i])); }, out, 1e-6);
        out = x;
        squaredRelu(out.data(), n);
        expect([&](std::size_t i) { return x[i] > 0 ? double(x[i]) * x[i] : 0; }, out, 1e-5);
    }
}

void KernelsTest::extremesStayFinite() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    const Vector extremes{-3e38F, -1000, -200, -89, -88, -87, 0, 87, 88, 89, 200, 1000, 3e38F};
    Vector out = extremes;
    sigmoidInPlace(out.data(), out.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        QVERIFY2(std::abs(out[i] - logistic(extremes[i])) < 1e-6, qPrintable(QString::number(extremes[i])));
    out = extremes;
    tanhInPlace(out.data(), out.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        QVERIFY2(std::abs(out[i] - std::tanh(double(extremes[i]))) < 1e-6,
                 qPrintable(QString::number(extremes[i])));
}

void KernelsTest::layerNormMatchesFormula() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    Numbers numbers;
    for (const std::size_t n : {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 192, 2048}) {
        Vector x = numbers.normal(n);
        for (float& v : x)
            v += 100; // a mean that a one-pass variance would not survive
        const Vector weight = numbers.normal(n);
        const Vector bias = numbers.normal(n);
        const double mean = std::accumulate(x.begin(), x.end(), 0.0) / double(n);
        double variance = 0;
        for (const float v : x)
            variance += (v - mean) * (v - mean) / double(n);
        std::vector<double> want(n);
        for (std::size_t i = 0; i < n; ++i)
            want[i] = (x[i] - mean) / std::sqrt(variance + 1e-5) * weight[i] + bias[i];
        layerNorm(x.data(), weight.data(), bias.data(), x.data(), n);
        QVERIFY2(n == 1 || largestDifference(x, want) < 2e-4, qPrintable(QString::number(n)));
    }
}

void KernelsTest::gemvMatchesFormulaForAnyRows() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    Numbers numbers;
    for (const std::size_t in : {1, 3, 16, 31, 64, 100}) {
        for (std::size_t rows = 1; rows <= 9; ++rows) {
            const std::size_t out = 13;
            const std::size_t stride = 17;
            const Vector w = numbers.normal(out * in);
            const Vector x = numbers.normal(rows * in);
            Vector y(rows * stride, -1);
            gemv(w.data(), out, in, x.data(), rows, y.data(), stride);
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t o = 0; o < stride; ++o) {
                    double want = -1;
                    if (o < out) {
                        want = 0;
                        for (std::size_t i = 0; i < in; ++i)
                            want += double(w[o * in + i]) * x[r * in + i];
                    }
                    QVERIFY(std::abs(y[r * stride + o] - want) < 2e-5);
                }
        }
    }
}

void KernelsTest::gemvRowsDoNotDependOnTheirNumber() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    Numbers numbers;
    const std::size_t in = 77;
    const std::size_t out = 10;
    const std::size_t rows = 7;
    const Vector w = numbers.normal(out * in);
    const Vector x = numbers.normal(rows * in);
    Vector together(rows * out);
    gemv(w.data(), out, in, x.data(), rows, together.data(), out);
    for (std::size_t r = 0; r < rows; ++r) {
        Vector alone(out);
        gemv(w.data(), out, in, x.data() + r * in, 1, alone.data(), out);
        QVERIFY(std::equal(alone.begin(), alone.end(), together.begin() + std::ptrdiff_t(r * out)));
    }
}

namespace {

// One head of wkv7 and its inputs, tokens apart by more than one head.
struct Head {
    std::size_t n, tokens, stride;
    Vector r, w, k, v, a, g, k_k, k_a, r_k, lnWeight, lnBias, S;

    Head(std::size_t n, std::size_t tokens)
        : n(n)
        , tokens(tokens)
        , stride(n + 5) {
        Numbers numbers;
        const std::size_t size = tokens * stride;
        r = numbers.normal(size);
        w = numbers.uniform(size, 0.546F, 1);
        k = numbers.normal(size);
        v = numbers.normal(size);
        a = numbers.uniform(size, 0, 1);
        g = numbers.normal(size);
        k_k = numbers.normal(n);
        k_a = numbers.normal(n);
        r_k = numbers.normal(n);
        lnWeight = numbers.normal(n);
        lnBias = numbers.normal(n);
        S = numbers.normal(n * n);
    }

    // Tokens [first, first + count) on the kernel; S and out go on where an earlier call left them.
    void run(std::size_t first, std::size_t count, Vector& state, Vector& out) const {
        Vector scratch(4 * n);
        const std::size_t at = first * stride;
        wkv7({k_k.data(), k_a.data(), r_k.data(), lnWeight.data(), lnBias.data()},
             {count, stride, r.data() + at, w.data() + at, k.data() + at, v.data() + at, a.data() + at,
              g.data() + at, out.data() + at},
             n, state.data(), scratch.data());
    }

    // The formula, S as [value i][key j].
    std::vector<double> formula(std::vector<double>& state) const {
        std::vector<double> s(n * n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                s[i * n + j] = S[j * n + i];
        std::vector<double> out(tokens * stride, 0);
        for (std::size_t t = 0; t < tokens; ++t) {
            const std::size_t at = t * stride;
            std::vector<double> kappa(n), key(n), y(n);
            double norm = 0;
            double bonus = 0;
            for (std::size_t j = 0; j < n; ++j) {
                kappa[j] = double(k[at + j]) * k_k[j];
                norm += kappa[j] * kappa[j];
                key[j] = k[at + j] * (1 + (double(a[at + j]) - 1) * k_a[j]);
                bonus += double(r[at + j]) * key[j] * r_k[j];
            }
            for (double& x : kappa)
                x /= std::max(std::sqrt(norm), 1e-12);
            double mean = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double u = 0;
                for (std::size_t j = 0; j < n; ++j)
                    u -= s[i * n + j] * kappa[j];
                for (std::size_t j = 0; j < n; ++j) {
                    double& cell = s[i * n + j];
                    cell = cell * w[at + j] + u * kappa[j] * a[at + j] + double(v[at + i]) * key[j];
                    y[i] += cell * r[at + j];
                }
                mean += y[i] / double(n);
            }
            double variance = 0;
            for (const double x : y)
                variance += (x - mean) * (x - mean) / double(n);
            for (std::size_t i = 0; i < n; ++i)
                out[at + i] = ((y[i] - mean) / std::sqrt(variance + 64e-5) * lnWeight[i] + lnBias[i] +
                               bonus * v[at + i]) *
                              g[at + i];
        }
        state.assign(n * n, 0);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                state[j * n + i] = s[i * n + j];
        return out;
    }
};

} // namespace

void KernelsTest::wkv7MatchesFormula() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    for (const std::size_t n : {4, 8, 16, 20, 32, 64, 128}) {
        const Head head(n, 9);
        Vector state = head.S;
        Vector out(head.tokens * head.stride, 0);
        head.run(0, head.tokens, state, out);
        std::vector<double> wantState;
        const auto want = head.formula(wantState);
        QVERIFY2(largestDifference(out, want) < 1e-3, qPrintable(QString::number(n)));
        QVERIFY2(largestDifference(state, wantState) < 1e-3, qPrintable(QString::number(n)));
    }
}

void KernelsTest::wkv7SplitsAnywhere() {
    QFETCH(qint64, target);
    const ForcedTarget forced(target);
    const Head head(64, 9);
    Vector wholeState = head.S;
    Vector whole(head.tokens * head.stride, 0);
    head.run(0, head.tokens, wholeState, whole);
    for (std::size_t cut = 1; cut < head.tokens; ++cut) {
        Vector state = head.S;
        Vector out(whole.size(), 0);
        head.run(0, cut, state, out);
        head.run(cut, head.tokens - cut, state, out);
        QVERIFY(out == whole);
        QVERIFY(state == wholeState);
    }
}

void KernelsTest::everyLibraryMultiplies_data() {
    QTest::addColumn<int>("backend");
    for (int i = 0; i < int(backends().size()); ++i)
        QTest::newRow(backends()[std::size_t(i)].name.data()) << i;
}

void KernelsTest::everyLibraryMultiplies() {
    QFETCH(int, backend);
    Numbers numbers;
    const std::size_t rows = 32, in = 100, out = 50, stride = 64;
    const Vector x = numbers.normal(rows * in);
    const Vector w = numbers.normal(out * in);
    Vector y(rows * stride, -1);
    QVERIFY(backends()[std::size_t(backend)].multiply({x.data(), w.data(), y.data(), rows, in, out, stride}));
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t o = 0; o < stride; ++o) {
            double want = -1;
            if (o < out) {
                want = 0;
                for (std::size_t i = 0; i < in; ++i)
                    want += double(w[o * in + i]) * x[r * in + i];
            }
            QVERIFY(std::abs(y[r * stride + o] - want) < 1e-4);
        }
}

void KernelsTest::matmulBitsDoNotDependOnThreads_data() {
    QTest::addColumn<int>("rows");
    for (const int rows : {1, 3, 7, 8, 40, 300})
        QTest::addRow("%d rows", rows) << rows;
}

void KernelsTest::matmulBitsDoNotDependOnThreads() {
    QFETCH(int, rows);
    Numbers numbers;
    Matrix w{300, 500, numbers.normal(300 * 500)};
    const Vector x = numbers.normal(std::size_t(rows) * w.in);
    Vector reference;
    for (const int threads : {1, 2, 3, 5}) {
        ThreadPool pool(threads);
        Vector y(std::size_t(rows) * w.out);
        matmul(w, x.data(), std::size_t(rows), y.data(), pool);
        if (reference.empty()) {
            reference = y;
            double want = 0;
            for (std::size_t i = 0; i < w.in; ++i)
                want += double(w.values[299 * w.in + i]) * x[std::size_t(rows - 1) * w.in + i];
            QVERIFY(std::abs(y.back() - want) < 1e-3);
        }
        QVERIFY(y == reference);
    }
}

QTEST_APPLESS_MAIN(KernelsTest)
#include "kernels_test.moc"
