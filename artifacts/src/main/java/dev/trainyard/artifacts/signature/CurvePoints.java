package dev.trainyard.artifacts.signature;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * Points of an elliptic curve over a prime field, y² = x³ + ax + b. Not in constant time: for whoever holds the key.
 *
 * <p>Source: SEC 1, section 2.2.1.
 */
final class CurvePoints {
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private CurvePoints() {}

    /** The generator added to itself {@code factor} times, {@code factor} from 1 to the order less 1. */
    static ECPoint multiple(ECParameterSpec curve, BigInteger factor) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(curve, sum, sum);
            if (factor.testBit(bit)) {
                sum = add(curve, sum, curve.getGenerator());
            }
        }
        return sum;
    }

    private static ECPoint add(ECParameterSpec curve, ECPoint p, ECPoint q) {
        if (p.equals(ECPoint.POINT_INFINITY)) {
            return q;
        }
        if (q.equals(ECPoint.POINT_INFINITY)) {
            return p;
        }
        BigInteger prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        boolean same = p.getAffineX().equals(q.getAffineX());
        if (same && !p.getAffineY().equals(q.getAffineY())) {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger rise = same
                ? p.getAffineX().pow(2).multiply(THREE).add(curve.getCurve().getA())
                : q.getAffineY().subtract(p.getAffineY());
        BigInteger run = same ? p.getAffineY().multiply(TWO) : q.getAffineX().subtract(p.getAffineX());
        BigInteger slope = rise.multiply(run.modInverse(prime)).mod(prime);
        BigInteger x =
                slope.pow(2).subtract(p.getAffineX()).subtract(q.getAffineX()).mod(prime);
        BigInteger y = slope.multiply(p.getAffineX().subtract(x))
                .subtract(p.getAffineY())
                .mod(prime);
        return new ECPoint(x, y);
    }
}
