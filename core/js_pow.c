/* Math.pow to the last bit, as the engine computes it that the vectors were made with (V8 as in node 20).
 *
 * ECMAScript leaves the last bit open, and C's pow is the more exact one: it says 2.8284271247461903 for 2^1.5 where
 * that engine says 2.82842712474619. The engine's method is that of Sun's fdlibm (1993, freely granted to use and
 * modify): log2 of the base in two doubles, times the exponent, then 2 to that. The splits, the coefficients and one
 * division that differs from fdlibm's are kept, since any other rounding shows in the result. */
#include "core/js.h"

#include <math.h>
#include <string.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* A number as a sum: `high` has its lower 32 bits clear, so that products of two of them are exact. */
struct split {
	double high, low;
};

static uint64_t bits_of(double n)
{
	uint64_t bits;

	memcpy(&bits, &n, sizeof bits);
	return bits;
}

static double of_bits(uint64_t bits)
{
	double n;

	memcpy(&n, &bits, sizeof n);
	return n;
}

static int32_t high_word(double n)
{
	return (int32_t)(bits_of(n) >> 32);
}

static double of_high_word(int32_t high)
{
	return of_bits((uint64_t)(uint32_t)high << 32);
}

static double upper_half(double n)
{
	return of_bits(bits_of(n) & 0xffffffff00000000u);
}

/* log2(1 + t) for |t| below 2^-20, as t/ln2 by the first terms of the series. */
static struct split log2_near_one(double t)
{
	const double inverse_ln2 = 1.44269504088896338700e+00, high = 1.44269502162933349609e+00,
	             low = 1.92596299112661746887e-08;
	double w = (t * t) * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
	double u = high * t, v = t * low - w * inverse_ln2;
	struct split out = {.high = upper_half(u + v)};

	out.low = v - (out.high - u);
	return out;
}

/* log2 of positive x: x = 2^n * m with m near 1 or near 1.5, and log(m / base) = 2s + 2/3 s^3 + ... with s = (m - base)
 * / (m + base). */
static struct split log2_of(double x)
{
	static const double BASE[] = {1.0, 1.5}, BASE_HIGH[] = {0.0, 5.84962487220764160156e-01},
	                    BASE_LOW[] = {0.0, 1.35003920212974897128e-08};
	const double c = 9.61796693925975554329e-01, c_high = 9.61796700954437255859e-01,
	             c_low = -7.02846165095275826516e-09;
	int32_t n = 0, word, fraction, k;
	double u, v, s, s_high, s_low, t_high, t_low, s2, r, p_high, p_low, z_high, z_low;
	struct split out;

	if (high_word(x) < 0x00100000) { /* subnormal */
		x *= 9007199254740992.0;
		n -= 53;
	}
	word = high_word(x);
	n += (word >> 20) - 0x3ff;
	fraction = word & 0x000fffff;
	word = fraction | 0x3ff00000;
	k = fraction > 0x3988e && fraction < 0xbb67a;
	if (fraction >= 0xbb67a) {
		n++;
		word -= 0x00100000;
	}
	x = of_bits((uint64_t)(uint32_t)word << 32 | (bits_of(x) & 0xffffffffu));

	u = x - BASE[k];
	v = 1.0 / (x + BASE[k]);
	s = u * v;
	s_high = upper_half(s);
	t_high = of_high_word(((word >> 1) | 0x20000000) + 0x00080000 + (k << 18));
	t_low = x - (t_high - BASE[k]);
	s_low = v * ((u - s_high * t_high) - s_high * t_low);
	s2 = s * s;
	r = s2 * s2 *
	    (5.99999999999994648725e-01 +
	     s2 * (4.28571428578550184252e-01 +
	           s2 * (3.33333329818377432918e-01 +
	                 s2 * (2.72728123808534006489e-01 +
	                       s2 * (2.30660745775561754067e-01 + s2 * 2.06975017800338417784e-01)))));
	r += s_low * (s_high + s);
	s2 = s_high * s_high;
	t_high = upper_half(3.0 + s2 + r);
	t_low = r - ((t_high - 3.0) - s2);
	u = s_high * t_high;
	v = s_low * t_high + t_low * s;
	p_high = upper_half(u + v);
	p_low = v - (p_high - u);
	z_high = c_high * p_high;
	z_low = c_low * p_high + p_low * c + BASE_LOW[k];
	out.high = upper_half(((z_high + z_low) + BASE_HIGH[k]) + n);
	out.low = z_low - (((out.high - n) - BASE_HIGH[k]) - z_high);
	return out;
}

/* 2^(p.high + p.low), which is z; neither too large nor too small for a double. */
static double exp2_of(struct split p, double z)
{
	const double ln2 = 6.93147180559945286227e-01, ln2_high = 6.93147182464599609375e-01,
	             ln2_low = -1.90465429995776804525e-09;
	int32_t word = high_word(z), size = word & 0x7fffffff, n = 0, shift;
	double t, u, v, w, r;

	if (size > 0x3fe00000) { /* above 0.5: n is the nearest whole number */
		n = word + (0x00100000 >> ((size >> 20) - 0x3ff + 1));
		shift = ((n & 0x7fffffff) >> 20) - 0x3ff;
		t = of_high_word(n & ~(0x000fffff >> shift));
		n = ((n & 0x000fffff) | 0x00100000) >> (20 - shift);
		if (word < 0)
			n = -n;
		p.high -= t;
	}
	t = upper_half(p.low + p.high);
	u = t * ln2_high;
	v = (p.low - (t - p.high)) * ln2 + t * ln2_low;
	z = u + v;
	w = v - (z - u);
	t = z * z;
	t = z - t * (1.66666666666666019037e-01 +
	             t * (-2.77777777770155933842e-03 +
	                  t * (6.61375632143793436117e-05 +
	                       t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
	/* fdlibm subtracts the last term after the division */
	r = (z * t) / ((t - 2.0) - (w + z * w));
	z = 1.0 - (r - z);
	return ldexp(z, n);
}

/* base^y for finite base > 0 that is not 1, and finite y. */
static double power_of(double base, double y)
{
	const double largest = 8.0085662595372944372e-17; /* how far 1024 may be passed */
	struct split log2, p;
	double y_high, z;

	if (fabs(y) > 2147483648.0 && fabs(base - 1) < 0x1p-20)
		log2 = log2_near_one(base - 1);
	else
		log2 = log2_of(base);
	y_high = upper_half(y);
	p.low = (y - y_high) * log2.high + y * log2.low;
	p.high = y_high * log2.high;
	z = p.low + p.high;
	if (z > 1024 || (z == 1024 && p.low + largest > z - p.high))
		return INFINITY;
	if (z < -1075 || (z == -1075 && p.low <= z - p.high))
		return 0;
	return exp2_of(p, z);
}

static bool is_whole(double n)
{
	return n == floor(n);
}

static bool is_odd(double n)
{
	return fabs(n) < 9007199254740992.0 && is_whole(n) && fmod(n, 2) != 0;
}

double js_pow(double base, double y)
{
	double out;

	if (y == 0)
		return 1;
	if (isnan(base) || isnan(y) || (fabs(base) == 1 && isinf(y)))
		return NAN;
	if (isinf(base) || isinf(y) || base == 0 || y == 1 || fabs(base) == 1)
		return pow(base, y);
	if (y == 2)
		return base * base;
	if (y == -1)
		return 1 / base;
	if (y == 0.5 && base > 0)
		return sqrt(base);
	if (base < 0 && !is_whole(y))
		return NAN;
	out = power_of(fabs(base), y);
	return base < 0 && is_odd(y) ? -out : out;
}
