/** Values for the examples of the document. */
export const CODE_ID_EXAMPLE = 'Y1goJMD3qvs6jZ63QUXN';
export const TICKET_EXAMPLE = 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…';

/** A picture of this engine and its solution, for the examples of the document. */
export const PICTURE_EXAMPLE = {
  code: 'WKRHXD',
  url:
    'data:image/png;base64,' +
    'iVBORw0KGgoAAAANSUhEUgAAAPAAAABQAgMAAABaJxDvAAAADFBMVEX28vWltrlUen0DPkFNpOkOAAAFwElEQVR4Ae3hD6At+UHY' +
    '931nzt47oIl95FT7gL1Fh6S4wYCZ/nFbO13rjFBArWnLtbN3MW9bL2lNGu2Luf1DWtsBzQhq0zb9c2y/RQ1qKqXZR9i7ja/TKi0m' +
    '0v4O0OC29M+I8Kc1aT0k9wm93dY61GfF3Ltnft/MnHPv+7e7QtoNAez3+fAlmvIOTPk9bMU7sOLvS0/yDjzJ72FP8rZdb57k7XrC' +
    'mi/NySEPC/IWrr2kt1965SaX9E7JA1Ijb2rv1MGKp8PFIVtqXHC/iT1v5gm31rB36guMHN3kPhM73sQzXjqDVG8zcOsFLu3X5K65' +
    '31OMvvfo6Lu8CGqX3uRA7wDu3GQrOV4yc8V9EoHkVgtTV3vXg5vUT6DeBi8tmAIHNsxt4Ojk/JCtSQSeSFYwdQWFm8RYz9QzvBQX' +
    'U6CyobLmObVjaxLhiU1qm+jFIYWbRM9SB6i/ERzEEihsCEJwUDPKN+y7mdgRdPWPn7pJNBJU1HXu6BwoXCVGqBysGOWbJLie2FNp' +
    'U+kmUetCRd1kbt2BwlXqBgp/6dvcMJq9dqqrXJnpR9RNoraZirqZuHPGzFVmB7MNFJYMZh9X26muMv1WdYPaJSrqJlWDg8XMde4K' +
    '8g2kLhl8/UxtZrqa2GdqRI2oqH2ica9S48ddFzaQ9UBogSeWhdoU2iZ2MzXigEpRIxopHPxGWM9dQiowX8G+5VxdzrUjrAs1EtSy' +
    'UBygPTNdfdc6+VSwhMQSijX7SlDLuW4o2kqNBHU5UxyUumGqq3xNehoZhCXMumsaCSpBI7PaQSSoTa44KIMbZtrma0g+xKBqIP9x' +
    'dYMacVBPMweRoLaZ4qCs7L5iqu1sDWR3SqhW7P1Eqna869RN4mC5nzuIBLWdKA7queuvyLWZrYGZvnLruR87tUvUNaOJg4apg4iD' +
    '1URxUM9d/UNTXRZrYOqgzbVL1BWjzMGKuYOIg9VEcbCc235zrvW8AzIH64muErXdYzB10FE52OBglSrXgy4LN38807LqGAR1nWo9' +
    'UZezixePypmDnn/8eWDy4qm6ShWSGzZzN++bKKFjMFO75PmnyNVyri5nDjbXGwaTyHVdTRRInrt9bP3pzIgdg1ztGRyrVGo9V+NL' +
    'rhhMIuyH1UTZe8nR83HiJrFjkKo9g7n2OKBy55VDmERg7xOZoifPH7+qfsDNxI5RpZFBpptEjajx5MPH6gtMegbf8kHlziHM2q/5' +
    'LnU9cU0CzFSe+OuLRNcTdbOvt2Ez6/dueDvrGcwvgoxmq/TXPXWVuyatIVfLuecc22bqRXAB6XrawxO+2jOoVvsymrZZ932p8Ttd' +
    'M2khVetC66nLmYPXz4C8yQX27RlUKw4YzVbZir/m53XNpAMqrafaZtZz9fw9DIp6Yg1MPQNs2Jm20ybpw09Xrpn0wEybqa4TqdS/' +
    'vGTwYRKXwPTCm0xs2JmtiobNfjn3nIkLyLWZ6oZPJ2oMNYNPk9gA0+4JF7klO9N2XtNzHvR27gpSbXOVb0g1vt8SSNdgC3/oeM1B' +
    'PI5cmq6qkj7xwC+EVz2HJNhO1PrdB7pII4N8CdUKCl+DG3Zcmq4iST+JPNPuq0DheqI2B3qTbMNgVkK1hkLvfNuxsWRn+hs99NkG' +
    '/iwH2sDM9UR9XV+AfM3gfcB8A8n1oMbTeMjW7P+/gZh3MLs51fPyerBLHdx8AShWQNIBs57B3qn+YnIcbzKa/voa+ukaZr7kTrev' +
    'xhs18MQCkqfXJUwjo+Tan4TkhoxmrmBTrKBwdS145eIwtOzkuuJdp5bcc53R1JakrxooXJE85+gk3oJ5x06uLVO94GFTl9BXNRSu' +
    'GBxdP/nRl0pg75Cdd52cfIIngj0Pm1lDLzC3YSe5KHmDvaMXedhUIEagiiVfprwH7IHqJl+2D0HiBvgQb49r3rbEFW+fLW/f4zVf' +
    'ghXvwIpHfvusGDzJ27Ni8CTvzIp3YMVviynvwJTfAf8+zV8KLhcrZgwAAAAASUVORK5CYII=',
} as const;
